import { createSocket } from 'node:dgram';
import { once } from 'node:events';

export interface DnsRelay {
  /** `127.0.0.1:port`, for the monitor to ask. */
  readonly resolver: string;
  /** While true, questions vanish. */
  isGone: boolean;
  close(): void;
}

/** A way to a DNS server over UDP that a test can cut. */
export async function dnsRelay(to: string): Promise<DnsRelay> {
  const [address = '', port = ''] = to.split(':');
  const front = createSocket('udp4');
  front.bind(0, '127.0.0.1');
  await once(front, 'listening');
  const relay = {
    resolver: `127.0.0.1:${front.address().port}`,
    isGone: false,
    close: () => void front.close(),
  };
  front.on('message', (question, peer) => {
    if (relay.isGone) return;
    const back = createSocket('udp4');
    const end = setTimeout(() => back.close(), 5_000);
    back.on('message', (answer) => {
      clearTimeout(end);
      back.close();
      front.send(answer, peer.port, peer.address, () => undefined);
    });
    back.on('error', () => undefined);
    back.send(question, Number(port), address);
  });
  return relay;
}
