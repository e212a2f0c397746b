import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** An MX host for Postfix to be. */
export interface PostfixHost {
  readonly host: string;
  readonly address: string;
  /** Its key and its chain, leaf first, in one PEM file; null: it offers no STARTTLS. */
  readonly chainFile: string | null;
  readonly clientCertificate?: 'required';
}

/** Starts one Postfix that is all these hosts, each on port 25 of an address of its own; returns what stops it. */
export function startPostfix(dir: string, hosts: readonly PostfixHost[]): () => void {
  const config = join(dir, 'postfix');
  const queue = join(dir, 'postfix-queue');
  const data = join(dir, 'postfix-data');
  for (const folder of [config, queue, data]) mkdirSync(folder);
  execFileSync('chown', ['postfix', data]);
  writeFileSync(
    join(config, 'main.cf'),
    [
      `queue_directory = ${queue}`,
      `data_directory = ${data}`,
      'compatibility_level = 3.6',
      'inet_protocols = ipv4',
      'maillog_file = /dev/stdout',
      'mydestination =',
      'local_recipient_maps =',
      '',
    ].join('\n'),
  );
  const smtpd = hosts.map(({ host, address, chainFile, clientCertificate }) => {
    const tls =
      chainFile === null
        ? ['smtpd_tls_security_level=none']
        : [
            // Postfix heeds smtpd_tls_req_ccert where TLS is a must (postconf(5)).
            ...(clientCertificate === undefined
              ? ['smtpd_tls_security_level=may']
              : ['smtpd_tls_security_level=encrypt', 'smtpd_tls_req_ccert=yes']),
            `smtpd_tls_chain_files=${chainFile}`,
          ];
    return [
      `${address}:25 inet n - n - - smtpd`,
      ...[`myhostname=${host}`, ...tls].map((option) => `  -o ${option}`),
    ].join('\n');
  });
  const services = [
    'rewrite unix - - n - - trivial-rewrite',
    'anvil unix - - n - 1 anvil',
    'tlsmgr unix - - n 1000? 1 tlsmgr',
    'cleanup unix n - n - 0 cleanup',
    'qmgr unix n - n 300 1 qmgr',
    'pickup unix n - n 60 1 pickup',
    'proxymap unix - - n - - proxymap',
    'postlog unix-dgram n - n - 1 postlogd',
  ];
  writeFileSync(join(config, 'master.cf'), `${[...smtpd, ...services].join('\n')}\n`);
  execFileSync('postfix', ['-c', config, 'start'], { stdio: 'ignore' });
  return () => execFileSync('postfix', ['-c', config, 'abort'], { stdio: 'ignore' });
}

/** Starts a server that stays in the foreground; what it says is shown if it fails. */
export function daemon(command: string, args: readonly string[]): ChildProcess {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)));
  child.on('exit', (code) => {
    if (code) process.stderr.write(`${command} ended with ${code}: ${said}\n`);
  });
  return child;
}

/** Ends a server. */
export function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

/** Resolves when a port accepts connections. */
export async function listening(host: string, port: number): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect({ host, port });
      socket.once('connect', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
    if (open) return;
    if (Date.now() > deadline) throw new Error(`nothing listens on ${host}:${port} after 30 s`);
    await sleep(100);
  }
}
