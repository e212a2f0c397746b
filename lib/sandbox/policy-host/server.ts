import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { listen, type Bound } from '../net/listener';
import { peekServerName } from '../tls/client-hello';
import { startTls, type TlsContexts } from '../tls/server-side';
import { send, sendDocument } from './answer';
import type { Answer, PolicyHostBehaviour } from './behaviour';

/** RFC 8461, section 3.3. */
const POLICY_PATH = '/.well-known/mta-sts.txt';

/** Finds a web server by its name. */
export type FindHost = (name: string) => PolicyHostBehaviour | undefined;

export interface WebServer extends Bound {
  /** Requests so far by URL, such as `https://mta-sts.example.com/.well-known/mta-sts.txt`. */
  readonly requests: ReadonlyMap<string, number>;
}

const given = new WeakMap<object, number>();

/** The answer whose turn it is. */
function inTurn(answer: PolicyHostBehaviour['answer']): Answer {
  if (!('length' in answer)) return answer;
  const number = given.get(answer) ?? 0;
  given.set(answer, number + 1);
  const next = answer[number % answer.length];
  if (next === undefined) throw new RangeError('a policy host has an empty list of answers');
  return next;
}

/** A web server that has no policy host of the name asked for. */
const DEFAULT_HOST = 'www.hosting.example';

/**
 * All policy hosts on one HTTPS port. The name in the ClientHello chooses the host before TLS starts, so that each has
 * its own TLS versions and may even speak no TLS at all.
 */
export async function servePolicies(
  findHost: FindHost,
  contexts: TlsContexts,
  address: string,
  wantedPort = 0,
): Promise<WebServer> {
  const requests = new Map<string, number>();
  const hosts = new WeakMap<object, { name: string; behaviour?: PolicyHostBehaviour | undefined }>();

  const http = createServer((request: IncomingMessage, response: ServerResponse) => {
    const host = hosts.get(request.socket);
    const url = `https://${host?.name ?? ''}${request.url ?? ''}`;
    requests.set(url, (requests.get(url) ?? 0) + 1);
    if (host?.behaviour && request.url === POLICY_PATH) {
      const { answer, lateBy = 0, refuses } = host.behaviour;
      const isRefused = refuses !== undefined && request.headers['user-agent']?.startsWith(refuses.agent) === true;
      const waiting = setTimeout(() => send(isRefused ? refuses.answer : inTurn(answer), response), lateBy);
      return void request.socket.on('close', () => clearTimeout(waiting));
    }
    return sendDocument({ status: 404, contentType: 'text/html', body: '<!doctype html><title>404</title>' }, response);
  });

  const accept = async (socket: Socket): Promise<void> => {
    const name = await peekServerName(socket);
    const behaviour = findHost(name);
    if (behaviour?.connection === 'silent') return;
    if (behaviour?.connection === 'reset') return void socket.resetAndDestroy();
    if (behaviour?.connection === 'no-tls') return void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    const context = await contexts.for(behaviour ? name : DEFAULT_HOST, behaviour);
    startTls(socket, context, behaviour ?? {}, (secure) => {
      hosts.set(secure, { name, behaviour });
      http.emit('connection', secure);
    });
  };

  const bound = await listen(address, wantedPort, (socket) => void accept(socket));
  return { ...bound, requests };
}
