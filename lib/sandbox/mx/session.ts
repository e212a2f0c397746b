import type { Socket } from 'node:net';
import { startTls, type TlsContexts } from '../tls/server-side';
import type { MxBehaviour, MxStatistics, Reply } from './behaviour';

const KEYWORDS = ['PIPELINING', '8BITMIME', 'STARTTLS'];

/** What a session needs to know of the host and address that it is held with. */
export interface SessionHost {
  readonly name: string;
  readonly behaviour: MxBehaviour;
  readonly statistics: MxStatistics;
  readonly contexts: TlsContexts;
}

interface Session extends SessionHost {
  /** Which of the host's connections it is, from 0. */
  readonly connection: number;
}

/** Holds one SMTP session (RFC 5321, STARTTLS: RFC 3207), well or badly. It ends with the socket. */
export function holdSession(socket: Socket, host: SessionHost): void {
  const { behaviour, statistics, name } = host;
  const connection = statistics.connections++;
  statistics.open++;
  statistics.mostOpen = Math.max(statistics.mostOpen, statistics.open);
  const greet = (): void => {
    const busy = behaviour.maxConnections !== undefined && statistics.open > behaviour.maxConnections;
    if (busy) {
      socket.end(`421 4.7.0 ${name} Too many connections\r\n`);
    } else {
      reply(socket, behaviour.greeting ?? [`220 ${name} ESMTP`]);
      converse(socket, { ...host, connection }, false);
    }
  };
  let waiting: NodeJS.Timeout | undefined;
  if (behaviour.greetingLateBy === undefined) greet();
  else waiting = setTimeout(greet, behaviour.greetingLateBy);
  socket.on('close', () => {
    clearTimeout(waiting);
    statistics.open--;
  });
}

/** @param raw the connection below TLS */
function converse(socket: Socket, host: Session, secure: boolean, raw = socket): void {
  let pending = '';
  const read = (chunk: Buffer): void => {
    pending += chunk.toString('latin1');
    for (let end = pending.indexOf('\n'); end >= 0; end = pending.indexOf('\n')) {
      const line = pending.slice(0, end).trim();
      pending = pending.slice(end + 1);
      if (!obey(line)) return void socket.off('data', read).pause();
    }
  };
  /** @returns whether the conversation goes on in this form */
  const obey = (line: string): boolean => {
    const [verb = '', argument = ''] = line.split(/\s+/);
    const command = verb.toUpperCase();
    const { commands, clientNames } = host.statistics;
    commands.set(command, (commands.get(command) ?? 0) + 1);
    switch (command) {
      case 'EHLO':
        clientNames.add(argument);
        reply(socket, ehloReply(host, secure), raw);
        return true;
      case 'HELO':
        clientNames.add(argument);
        reply(socket, [`250 ${host.name}`]);
        return true;
      case 'STARTTLS':
        return secure || !secureSession(socket, host);
      case 'QUIT':
        socket.end(`221 2.0.0 ${host.name} closing connection\r\n`);
        return true;
      case 'NOOP':
      case 'RSET':
        reply(socket, ['250 2.0.0 OK']);
        return true;
      default:
        reply(socket, ['502 5.5.1 Command not implemented']);
        return true;
    }
  };
  socket.on('data', read);
}

function ehloReply({ behaviour, name }: Session, secure: boolean): Reply {
  const whole = secure ? behaviour.secureEhlo : behaviour.ehlo;
  if (whole) return whole;
  const keywords = (behaviour.keywords ?? KEYWORDS).filter((keyword) => !secure || !/^starttls/i.test(keyword));
  const lines = [`${name} at your service`, ...keywords];
  return lines.map((line, index) => `250${index === lines.length - 1 ? ' ' : '-'}${line}`);
}

/** @returns whether the session left the clear: commands that were sent ahead are dropped then (RFC 3207, section 4.2) */
function secureSession(socket: Socket, host: Session): boolean {
  const { behaviour } = host;
  const answer = behaviour.startTls ?? ['220 2.0.0 Ready to start TLS'];
  if (typeof answer === 'string' || answer[0]?.startsWith('220') !== true) {
    reply(socket, answer);
    return false;
  }
  socket.write(`${answer.join('\r\n')}\r\n${behaviour.injected ?? ''}`, () => {
    if (behaviour.handshake !== undefined) return refuseHandshake(socket, behaviour.handshake);
    void handshake(socket, host);
  });
  return true;
}

async function handshake(socket: Socket, host: Session): Promise<void> {
  const { behaviour, contexts, name, statistics, connection } = host;
  const rotated = behaviour.rotating?.[connection % behaviour.rotating.length];
  const context = await contexts.for(name, rotated ? { ...behaviour, certificate: rotated } : behaviour);
  startTls(socket, context, behaviour, (secure) => {
    statistics.tlsSessions++;
    converse(secure, host, true, socket);
  });
}

function refuseHandshake(socket: Socket, how: 'never' | 'close' | 'reset' | 'no-tls'): void {
  if (how === 'close') socket.end();
  if (how === 'reset') socket.resetAndDestroy();
  if (how === 'no-tls') socket.once('data', () => socket.end('454 4.7.0 TLS not available after all\r\n')).resume();
}

function reply(socket: Socket, answer: Reply, raw = socket): void {
  if (answer === 'never') return;
  if (answer === 'close') return void socket.end();
  if (answer === 'reset') return void raw.resetAndDestroy();
  socket.write(answer.map((line) => `${line}\r\n`).join(''));
}
