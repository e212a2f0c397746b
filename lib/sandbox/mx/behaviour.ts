import type { HostCertificate } from '../pki/spec';
import type { TlsBehaviour } from '../tls/server-side';

/** The lines of a reply as sent, without line ends; or what comes instead of one. */
export type Reply = readonly string[] | 'never' | 'close' | 'reset';

/** One address of an MX host, as the table declares it: all defaults are those of a healthy host. */
export interface MxBehaviour extends TlsBehaviour {
  /** `false`: the port is closed. */
  readonly listening?: false;
  readonly greeting?: Reply;
  /** The greeting comes so many milliseconds late. */
  readonly greetingLateBy?: number;
  /** What EHLO is answered with; default `PIPELINING`, `8BITMIME`, `STARTTLS`. */
  readonly keywords?: readonly string[];
  /** The whole reply to EHLO, instead of the one made of the keywords. */
  readonly ehlo?: Reply;
  /** The reply to STARTTLS; TLS follows a 220 only. */
  readonly startTls?: Reply;
  /** Sent in the clear right behind the 220, in one segment with it. */
  readonly injected?: string;
  /** What comes after the 220 instead of a TLS handshake; `no-tls` answers the client's first octets in the clear. */
  readonly handshake?: 'never' | 'close' | 'reset' | 'no-tls';
  /** The whole reply to EHLO over TLS. */
  readonly secureEhlo?: Reply;
  /** Nodes behind a load balancer: each connection meets the next certificate. */
  readonly rotating?: readonly HostCertificate[];
  /** Connections above this number at a time are greeted with 421. */
  readonly maxConnections?: number;
}

/** What the peers of one address did: politeness can be seen in it. */
export interface MxStatistics {
  connections: number;
  /** Open now, and the most ever open at a time. */
  open: number;
  mostOpen: number;
  tlsSessions: number;
  /** How often each command came, such as `QUIT`, in upper case. */
  readonly commands: Map<string, number>;
  /** The names that EHLO and HELO gave. */
  readonly clientNames: Set<string>;
}
