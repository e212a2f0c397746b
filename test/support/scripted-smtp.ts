import { createServer, type Socket } from 'node:net';
import { createSecureContext, TLSSocket, type SecureContextOptions, type TLSSocketOptions } from 'node:tls';
import type { Credentials } from '../../lib/sandbox/pki/spec';
import { listening, type ListeningServer } from './tls-server';

/** What an SMTP server sends, to the octet; a function does something else with the connection below TLS. */
type Reply = string | ((socket: Socket) => void);

export interface SmtpScript {
  readonly greeting?: Reply;
  /** By command verb; what is not here is answered with 502. */
  readonly replies?: Readonly<Record<string, Reply>>;
  readonly credentials?: Credentials;
  /** How TLS is made otherwise. */
  readonly tls?: Pick<TLSSocketOptions, 'requestCert' | 'rejectUnauthorized'> &
    Pick<SecureContextOptions, 'minVersion' | 'maxVersion'>;
  /** What EHLO is answered with inside TLS; the reply before it without STARTTLS by default. */
  readonly secureEhlo?: Reply;
  /** What QUIT is answered with inside TLS. */
  readonly goodbye?: Reply;
}

export interface ScriptedSmtp extends ListeningServer {
  /** Every line that clients sent, in order; those inside TLS have `tls ` before them. */
  readonly lines: string[];
  /** Connections open now, and the most at a time. */
  readonly open: { now: number; most: number; all: number };
}

export const EHLO_REPLY = '250-mx.example.com greets you\r\n250-SIZE 1000\r\n250 STARTTLS\r\n';

const SECURE_EHLO_REPLY = '250-mx.example.com greets you\r\n250 SIZE 1000\r\n';

/** An SMTP server on loopback that says what the script says. */
export async function scriptedSmtp(script: SmtpScript, address = '127.0.0.1', port = 0): Promise<ScriptedSmtp> {
  const {
    greeting = '220 mx.example.com ESMTP\r\n',
    replies = {},
    credentials,
    goodbye = '221 Bye\r\n',
    secureEhlo = SECURE_EHLO_REPLY,
  } = script;
  const lines: string[] = [];
  const open = { now: 0, most: 0, all: 0 };
  const context =
    credentials &&
    createSecureContext({
      key: credentials.key,
      cert: credentials.chain,
      minVersion: 'TLSv1',
      ciphers: 'DEFAULT@SECLEVEL=0',
      ...script.tls,
    });
  const known: Record<string, Reply> = {
    EHLO: EHLO_REPLY,
    STARTTLS: '220 Go ahead\r\n',
    QUIT: '221 Bye\r\n',
    ...replies,
  };

  const converse = (socket: Socket, raw = socket): void => {
    const secure = socket !== raw;
    let pending = '';
    const read = (chunk: Buffer): void => {
      pending += chunk.toString();
      for (let end = pending.indexOf('\r\n'); end >= 0; end = pending.indexOf('\r\n')) {
        const line = pending.slice(0, end);
        pending = pending.slice(end + 2);
        lines.push(secure ? `tls ${line}` : line);
        const verb = line.split(' ')[0] ?? '';
        const reply =
          (secure ? { EHLO: secureEhlo, QUIT: goodbye }[verb] : undefined) ?? known[verb] ?? '502 What?\r\n';
        if (typeof reply === 'string') socket.write(reply);
        else reply(raw);
        if (verb === 'QUIT' && typeof reply === 'string') socket.end();
        if (verb !== 'STARTTLS' || !context) continue;
        socket.off('data', read).pause();
        const tls = new TLSSocket(socket, { isServer: true, secureContext: context, ...script.tls });
        tls.on('error', () => tls.destroy());
        tls.once('secure', () => {
          tls.on('end', () => socket.emit('end'));
          converse(tls, socket);
        });
        return;
      }
    };
    socket.on('data', read);
  };
  const server = await listening(
    createServer((socket) => {
      open.all++;
      open.most = Math.max(open.most, ++open.now);
      // A session is over when the client has closed; this server's own end of it comes later.
      let over = false;
      const leave = (): void => {
        if (!over) open.now--;
        over = true;
      };
      socket.on('end', leave).on('close', leave);
      if (typeof greeting === 'string') socket.write(greeting);
      else greeting(socket);
      converse(socket);
    }),
    address,
    port,
  );
  return { ...server, lines, open };
}
