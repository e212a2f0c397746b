import { once } from 'node:events';
import { connect as tcpConnect, type Socket } from 'node:net';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';

/** A plain SMTP client: says a line, reads a reply. It keeps what came in the clear with a reply but behind it. */
export class SmtpClient {
  private pending = '';

  private constructor(private socket: Socket) {
    this.listen();
  }

  static async to(port: number, host: string): Promise<SmtpClient> {
    const socket = tcpConnect(port, host);
    const client = new SmtpClient(socket);
    await once(socket, 'connect');
    return client;
  }

  private listen(): void {
    this.socket.on('data', (chunk: Buffer) => (this.pending += chunk.toString('latin1')));
    this.socket.on('error', () => undefined);
  }

  /** The lines of the next reply; `closed` when the connection ends before. */
  async reply(): Promise<string[]> {
    const lines: string[] = [];
    for (;;) {
      const end = this.pending.indexOf('\r\n');
      if (end < 0) {
        if (this.socket.destroyed || this.socket.readableEnded) return ['closed'];
        await Promise.race([once(this.socket, 'data'), once(this.socket, 'close'), once(this.socket, 'end')]).catch(
          () => undefined,
        );
        continue;
      }
      const line = this.pending.slice(0, end);
      this.pending = this.pending.slice(end + 2);
      lines.push(line);
      if (line[3] !== '-') return lines;
    }
  }

  async say(line: string): Promise<string[]> {
    this.socket.write(`${line}\r\n`);
    return this.reply();
  }

  /** Octets that came behind the last reply. */
  get surplus(): string {
    return this.pending;
  }

  async secure(options: ConnectionOptions): Promise<TLSSocket> {
    this.socket.removeAllListeners('data');
    const secure = connect({ socket: this.socket, ...options });
    await once(secure, 'secureConnect');
    this.socket = secure;
    this.listen();
    return secure;
  }

  /** Ends the connection and waits until it is gone. */
  async end(): Promise<void> {
    if (this.socket.destroyed) return;
    this.socket.destroy();
    await once(this.socket, 'close');
  }
}
