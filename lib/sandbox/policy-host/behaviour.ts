import type { TlsBehaviour } from '../tls/server-side';

/** A web server of the sandbox, as the table declares it. */
export interface PolicyHostBehaviour extends TlsBehaviour {
  /** What happens before TLS; default: nothing. */
  readonly connection?: 'reset' | 'silent' | 'no-tls';
  /** What `/.well-known/mta-sts.txt` gives; each request gets the next answer of a list, in turn. */
  readonly answer: Answer | readonly Answer[];
  /** It comes so many milliseconds late. */
  readonly lateBy?: number;
  /** What a client is answered instead whose User-Agent begins so; the empty text is any client. */
  readonly refuses?: { readonly agent: string; readonly answer: Answer };
  /** A second address, and what is different there; `closed`: nothing listens. */
  readonly also?: 'closed' | Partial<Omit<PolicyHostBehaviour, 'also'>>;
}

export type Answer = Document | Misbehaviour;

/** A plain HTTP answer. */
export interface Document {
  readonly body: string;
  /** How the body becomes octets; default UTF-8. */
  readonly encoding?: 'utf8' | 'latin1';
  /** Default 200. */
  readonly status?: number;
  /** Default `text/plain; charset=utf-8`; `null` leaves the header out. */
  readonly contentType?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** The body is sent in this coding, asked for or not. */
  readonly coding?: 'gzip' | 'br' | 'zstd';
}

export interface Misbehaviour {
  readonly body?: string;
  readonly misbehave:
    /** The body, and then more without end. */
    | 'endless'
    /** One octet of the body a second. */
    | 'drip'
    /** The body and 16 MiB more, compressed to a few KiB, asked for or not. */
    | 'gzip-bomb'
    /** Takes the request and never answers. */
    | 'silent'
    /** Closes in the middle of the body. */
    | 'cut'
    /** Answers something that is not HTTP. */
    | 'not-http';
}
