import { setTimeout as sleep } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { DnsTransport } from './transport';

/** A part of a second's questions may come at once. */
const BURST = 0.25;

/** Resolvers, and name servers of others, of whom a hostile zone names any number. */
const MOST_SERVERS = 20_000;

/** When each server may be asked next. Of the process: two runs at a time share a resolver. */
const bookings = new LRUCache<string, { nextAt: number }>({ max: MOST_SERVERS });

/** The same server, asked no more than `rate` times a second. */
export function paced(transport: DnsTransport, rate: number): DnsTransport {
  const { server } = transport;
  const booking = bookings.get(server) ?? { nextAt: 0 };
  bookings.set(server, booking);
  return {
    ...transport,
    async ask(question, limits) {
      const now = performance.now();
      const at = Math.max(booking.nextAt, now - BURST * 1000);
      booking.nextAt = at + 1000 / rate;
      if (at > now)
        await sleep(at - now, undefined, { signal: limits.signal }).catch(() => limits.signal.throwIfAborted());
      return transport.ask(question, limits);
    },
  };
}
