import { LRUCache } from 'lru-cache';
import { failureFrom } from '../net/failure';
import type { DnsTransport, Question, Response } from './transport';

/** Resolvers, and name servers of others, of whom a hostile zone names any number. */
const MOST_SERVERS = 20_000;

/** Rounds of questions with EDNS that got no answer before a server counts as one that drops them: one datagram may be lost. */
const SILENT_ROUNDS = 2;

/** FORMERR, NOTIMP (RFC 6891 section 7) and BADVERS (section 6.1.3): what a server says that takes no EDNS, or no version of it. */
const REFUSALS: ReadonlySet<number> = new Set([1, 4, 16]);

/** What is known of one server. */
interface Server {
  /** It has answered a question with EDNS, so that neither silence nor a refusal is about EDNS. */
  takesEdns: boolean;
  refusesEdns: boolean;
  /** Of questions with EDNS, as long as it has answered none. Questions that fail together are one round. */
  silentRounds: number;
  silentAt: number;
  /** The last question with EDNS got no answer: the next one goes without. */
  isInDoubt: boolean;
}

/**
 * Which servers take no EDNS, for as long as an observer lives: each pays for it once, and not with each question
 * (RFC 6891 section 6.2.2).
 */
export class EdnsSupport {
  private readonly servers = new LRUCache<string, Server>({ max: MOST_SERVERS });

  /** The same server, asked without EDNS where it refuses EDNS, or has dropped it. */
  fallback(transport: DnsTransport): DnsTransport {
    return {
      ...transport,
      ask: async (question, limits) => {
        const server = this.of(transport.server);
        const plain = { ...question, withoutEdns: true } as const;
        if (server.refusesEdns) return transport.ask(plain, limits);
        if (server.isInDoubt) {
          server.isInDoubt = false;
          const response = await transport.ask(plain, limits);
          server.refusesEdns =
            !server.takesEdns && server.silentRounds >= SILENT_ROUNDS && !REFUSALS.has(response.rcode);
          return response;
        }
        const first = await askWithEdns(server, transport, question, limits);
        if (!REFUSALS.has(first.rcode)) return first;
        const second = await transport.ask(plain, limits);
        // The same refusal again is about the question.
        if (REFUSALS.has(second.rcode)) return first;
        server.refusesEdns = !server.takesEdns;
        return second;
      },
    };
  }

  private of(name: string): Server {
    const known = this.servers.get(name) ?? {
      takesEdns: false,
      refusesEdns: false,
      silentRounds: 0,
      silentAt: -Infinity,
      isInDoubt: false,
    };
    this.servers.set(name, known);
    return known;
  }
}

async function askWithEdns(
  server: Server,
  transport: DnsTransport,
  question: Question,
  limits: Parameters<DnsTransport['ask']>[1],
): Promise<Response> {
  const askedAt = performance.now();
  try {
    const response = await transport.ask(question, limits);
    if (!REFUSALS.has(response.rcode)) server.takesEdns = true;
    return response;
  } catch (error) {
    if (!limits.signal.aborted && !server.takesEdns && failureFrom(error).cause === 'timeout') {
      if (askedAt >= server.silentAt) server.silentRounds++;
      server.silentAt = performance.now();
      server.isInDoubt = true;
    }
    throw error;
  }
}
