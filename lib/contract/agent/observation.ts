import * as z from 'zod';
import { certificateFacts } from '../../core/certificate/facts';
import { SMTP_FAILURES, SMTP_STEPS } from '../../core/judge/failures';
import { TLS_LIBRARIES } from '../../core/model';
import type { CertificateSet, FailureCause, MxHostObservation, SmtpEndpoint } from '../../core/model';

/** Texts of the network are cut to so many characters before they are sent. */
const LONGEST_TEXT = 1_000;
const MOST_ADDRESSES = 500;
const MOST_ENDPOINTS = 32;
const MOST_CERTIFICATES = 400;
const MOST_RECORDS = 200;
const MOST_RESOLVERS = 32;
const MOST_KEYWORDS = 128;
const LONGEST_KEYWORD = 64;

const line = z.string().max(LONGEST_TEXT);
const name = z.string().max(255);
const count = z
  .number()
  .int()
  .min(0)
  .max(2 ** 32);
const fingerprint = z.string().regex(/^[0-9a-f]{64}$/);
const cause = z.enum(Object.keys(SMTP_FAILURES) as [FailureCause, ...FailureCause[]]);
const dnssec = z.enum(['secure', 'insecure', 'bogus', 'indeterminate']).optional();
const aliases = z.array(name).max(32);

const dispute = z
  .object({
    name,
    type: z.string().max(16),
    said: z.array(z.object({ resolver: z.string().max(300), answer: line })).max(MOST_RESOLVERS),
    settled: z.boolean(),
  })
  .optional();

const absent = z.object({
  state: z.literal('absent'),
  cnameChain: aliases.optional(),
  reason: z.enum(['no-name', 'no-data']),
  dnssec,
  dispute,
});
const unknown = z.object({ state: z.literal('unknown'), cause, detail: line, dispute });
const observed = <S extends z.ZodType>(value: S) =>
  z.discriminatedUnion('state', [z.object({ state: z.literal('present'), value }), absent, unknown]);
const answer = { cnameChain: aliases, ttl: count, dnssec, dispute };

const unconfirmed = z
  .record(z.string().max(300), z.array(z.union([z.ipv4(), z.ipv6()])).max(MOST_ADDRESSES))
  .refine((byResolver) => Object.keys(byResolver).length <= MOST_RESOLVERS)
  .optional();

const addresses = observed(
  z.object({
    ...answer,
    ipv4: z.array(z.ipv4()).max(MOST_ADDRESSES),
    ipv6: z.array(z.ipv6()).max(MOST_ADDRESSES),
    unknownFamily: unknown.extend({ family: z.literal([4, 6]) }).optional(),
    unconfirmed,
  }),
);
const octet = z.number().int().min(0).max(255);
const tlsa = observed(
  z.object({
    ...answer,
    records: z
      .array(
        z.object({
          usage: octet,
          selector: octet,
          matchingType: octet,
          data: z
            .string()
            .regex(/^[0-9a-fA-F]*$/)
            .max(65_536),
        }),
      )
      .max(MOST_RECORDS),
  }),
);

const keywords = z.array(z.string().max(LONGEST_KEYWORD)).max(MOST_KEYWORDS).optional();
/** A stack that does not know `slow` strips it, and reads a timeout. */
const failure = z.object({
  cause,
  slow: z.literal(true).optional(),
  detail: line,
  replyCode: z.number().int().min(100).max(999).optional(),
});

const endpoint = z.object({
  address: z.union([z.ipv4(), z.ipv6()]),
  family: z.literal([4, 6]),
  port: z.number().int().min(1).max(65_535),
  greeting: line.optional(),
  ehloKeywords: keywords,
  startTlsOffered: z.boolean().optional(),
  plaintextAfterStartTls: z.boolean().optional(),
  tls: z
    .object({
      protocol: z.string().max(32),
      cipher: z.string().max(128),
      chain: z.array(fingerprint).max(32),
      trust: z.object({
        trusted: z.boolean(),
        error: z.string().max(128).optional(),
        dateError: z.boolean().optional(),
        acceptedBy: z.array(z.enum(TLS_LIBRARIES)).max(TLS_LIBRARIES.length).optional(),
      }),
    })
    .optional(),
  failure: failure.extend({ step: z.enum(SMTP_STEPS) }).optional(),
  tlsKeywords: keywords,
  /** Of the step `tls-ehlo`, in a place of its own: a stack that does not know the step strips it, and judges TLS alone. */
  tlsFailure: failure.optional(),
  durationMs: count,
});

/** An observation as an agent sends it: of each certificate the DER alone, base64, because its facts are read from that again. */
export const wireObservation = z.object({
  host: name.min(1),
  observedAt: z
    .number()
    .int()
    .min(0)
    .max(2 ** 52),
  addresses,
  endpoints: z.array(endpoint).max(MOST_ENDPOINTS),
  tlsa: tlsa.optional(),
  tlsaOfTarget: tlsa.optional(),
  aliasDnssec: dnssec,
  certificates: z.array(z.base64().max(150_000)).max(MOST_CERTIFICATES),
});
export type WireObservation = z.infer<typeof wireObservation>;
type WireEndpoint = z.infer<typeof endpoint>;
type SmtpFailure = NonNullable<SmtpEndpoint['failure']>;

/** For sending: hostile texts are cut to what the other side takes. */
export function toWire({ certificates, endpoints, ...observation }: MxHostObservation): WireObservation {
  return cutTexts({
    ...observation,
    endpoints: endpoints.map(({ ehloKeywords, tlsKeywords, failure, ...session }) => ({
      ...session,
      ...(ehloKeywords !== undefined && { ehloKeywords: cutKeywords(ehloKeywords) }),
      ...(tlsKeywords !== undefined && { tlsKeywords: cutKeywords(tlsKeywords) }),
      ...(failure !== undefined && wireFailure(failure)),
    })),
    certificates: Object.values(certificates).map(({ der }) => der),
  }) as WireObservation;
}

const cutKeywords = (keywords: readonly string[]): string[] =>
  keywords.slice(0, MOST_KEYWORDS).map((keyword) => keyword.slice(0, LONGEST_KEYWORD));

/** A failure in words that each stack takes, however old: one that it does not know would cost the whole result. */
function wireFailure({ step, ...failure }: SmtpFailure): Pick<WireEndpoint, 'failure' | 'tlsFailure'> {
  const told = failure.cause === 'slow' ? { ...failure, cause: 'timeout' as const, slow: true as const } : failure;
  return step === 'tls-ehlo' ? { tlsFailure: told } : { failure: { step, ...told } };
}

/** @throws WireError when a session failed over TLS that it did not have */
function readEndpoint({ failure, tlsFailure, ...session }: WireEndpoint): SmtpEndpoint {
  const told = tlsFailure === undefined ? failure : { step: 'tls-ehlo' as const, ...tlsFailure };
  if (tlsFailure !== undefined && (failure !== undefined || session.tls === undefined))
    throw new WireError(`a session over TLS with ${session.address} failed, and there was none`);
  if (told === undefined) return session as SmtpEndpoint;
  const { slow, cause: known, ...rest } = told;
  return { ...session, failure: { ...rest, cause: slow === true ? 'slow' : known } } as SmtpEndpoint;
}

const CUT: ReadonlySet<string> = new Set(['detail', 'greeting', 'answer']);

/** Cut by code point, so that half a character is never sent. */
const cutTexts = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (key, inner: unknown) =>
    CUT.has(key) && typeof inner === 'string' && inner.length > LONGEST_TEXT
      ? [...inner].slice(0, LONGEST_TEXT / 2).join('')
      : inner,
  );

/** Something that came from an agent and cannot be an observation. */
export class WireError extends Error {
  override readonly name = 'WireError';
}

/**
 * What an agent saw. Nothing of a certificate is taken on its word: facts and fingerprint are read from the DER here.
 * @throws WireError when the parts do not belong together, or a certificate cannot be read
 */
export function fromWire({ certificates, ...wire }: WireObservation): MxHostObservation {
  const set: CertificateSet = Object.fromEntries(certificates.map(readCertificate));
  const known = new Set(
    wire.addresses.state === 'present' ? [...wire.addresses.value.ipv4, ...wire.addresses.value.ipv6] : [],
  );
  const seen = new Set<string>();
  for (const { address, tls } of wire.endpoints) {
    if (!known.has(address) || seen.has(address))
      throw new WireError(`a session with ${address}, which is no address of ${wire.host}, or is named twice`);
    seen.add(address);
    if (tls?.chain.some((one) => !Object.hasOwn(set, one)) === true)
      throw new WireError(`a chain at ${address} names a certificate that was not sent`);
  }
  return { ...wire, endpoints: wire.endpoints.map(readEndpoint), certificates: set } as MxHostObservation;
}

function readCertificate(base64: string): [string, CertificateSet[string]] {
  try {
    const facts = certificateFacts(Buffer.from(base64, 'base64'));
    return [facts.fingerprint, facts];
  } catch (error) {
    throw new WireError('a certificate cannot be read', { cause: error });
  }
}
