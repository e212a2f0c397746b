import type { Socket } from 'node:net';
import { ProbeFailure } from '../net/failure';
import { waitFor, type Patience } from '../net/wait';
import { ReplyReader, type Reply } from './reply';

/** How long a server may take to say goodbye, milliseconds. */
const PATIENCE = 1000;

/** Commands and replies over a connection in the clear. */
export class Conversation {
  private readonly reader = new ReplyReader();

  constructor(
    private readonly socket: Socket,
    private readonly limits: Patience,
  ) {}

  /** @throws ProbeFailure, or the error of the connection */
  reply(what: string): Promise<Reply> {
    return waitFor<Reply>(what, this.limits, ({ resolve, reject }) => {
      const take = (chunk: Buffer): void => {
        try {
          const reply = this.reader.take(chunk);
          if (reply) resolve(reply);
        } catch (error) {
          reject(error);
        }
      };
      const closed = (): void =>
        reject(new ProbeFailure('closed', `the peer closed the connection instead of a reply to ${what}`));
      this.socket.on('data', take).on('error', reject).on('close', closed).on('end', closed).resume();
      take(Buffer.alloc(0));
      return () => this.socket.off('data', take).off('error', reject).off('close', closed).off('end', closed).pause();
    });
  }

  command(line: string): Promise<Reply> {
    this.socket.write(`${line}\r\n`);
    return this.reply(line.split(' ', 1)[0] ?? line);
  }

  /** Takes the octets that came, unasked for, behind the last reply. */
  takeUnasked(): Buffer {
    const buffered = this.socket.read() as Buffer | null;
    return Buffer.concat([this.reader.rest, ...(buffered ? [buffered] : [])]);
  }
}

/**
 * Ends a session in good order: QUIT, then whatever the server says or does ends the connection. Real servers answer,
 * close or reset here; none of it matters any more. Resolves when the connection is closed.
 */
export async function quit(socket: Socket, signal: AbortSignal): Promise<void> {
  const limits = { timeoutMs: PATIENCE, signal };
  await waitFor<void>('QUIT', limits, ({ resolve }) => {
    const finish = (): void => socket.destroySoon();
    socket
      .on('error', () => resolve())
      .on('close', () => resolve())
      .once('data', finish)
      .once('end', finish);
    if (socket.destroyed) resolve();
    socket.write('QUIT\r\n');
    socket.resume();
    return () => socket.destroy();
  }).catch(() => undefined);
}
