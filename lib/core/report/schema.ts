import * as z from 'zod';
import { DANE_STATES, FIX_FORMS, RECORD_TYPES, SENDERS, SEVERITIES, VERDICTS } from '../model';

/**
 * Grows by one when a field changes its meaning or goes away; a new field does not change it. 2: the verdict
 * `mx-not-checked`, part of what was `unknown`.
 */
export const SCHEMA_VERSION = 2;

const texts = z.array(z.string());
const severity = z.enum(SEVERITIES);
const time = z.string().nullable().describe('ISO 8601, UTC; null when it is no time that can be written');
const state = z.enum(['present', 'absent', 'unknown']).describe('absent is proven by the DNS; unknown is neither');
const target = z.object({ type: z.enum(['domain', 'mx-host']), name: z.string() });
const chain = texts.describe('SHA-256 of each certificate as served, leaf first; see certificates');
const failure = z.object({
  step: z.string(),
  cause: z.string(),
  detail: z.string(),
  replyCode: z.number().optional().describe('SMTP reply code'),
});

const session = z.object({
  protocol: z.string().describe("OpenSSL's name, such as TLSv1.3"),
  cipher: z.string(),
  chain,
  trusted: z.boolean().describe('whether the chain leads to a trusted root, dates and names aside'),
  error: z.string().optional().describe("OpenSSL's error of verification"),
});

const txtRecord = z.object({
  state,
  texts: texts.describe('TXT records at the name, the strings of each joined'),
  cnameChain: texts.describe('aliases followed'),
});

const tries = z
  .object({ count: z.number(), seconds: z.number().describe('from the first try to the end of the last') })
  .optional()
  .describe('how often this check tried, if the answer was "not now" each time');

const publishedText = z.string().describe('as it stands, whole; lines end with LF');
export const fixStepSchema = z.object({
  words: z.string().describe('one instruction; text to publish never stands in it'),
  publish: z
    .discriminatedUnion('form', [
      z.object({
        form: z.literal('record'),
        text: publishedText.describe('a line of a zone file'),
        name: z.string().optional().describe('absolute, without the final dot; not set if no host can have it'),
        type: z.enum(RECORD_TYPES),
        value: z.string().describe('as in a zone file; of a TXT record the text without quotes'),
      }),
      z.object({ form: z.enum(FIX_FORMS).exclude(['record']), text: publishedText }),
    ])
    .optional()
    .describe(
      'what the step publishes, serves or runs: a DNS record, a whole policy, lines of a policy that has others too, a line of the HTTP header, a URL, a path, or a command for a shell',
    ),
});

const finding = z.object({
  kind: z.string().describe('see findings.md'),
  severity: severity.describe("for this domain: an MX host's fault weighs less where the policy does not enforce"),
  subject: target.describe('whose fault it is'),
  fingerprint: z.string().describe('the same fault has the same one in each look'),
  title: z.string(),
  because: z.string().describe('the cause as a clause'),
  why: z.string().describe('why it matters'),
  fix: z.string().describe('what to do; text to publish stands on lines of its own'),
  fixSteps: z.array(fixStepSchema).describe('the same, step by step'),
  evidence: z.array(z.object({ name: z.string(), value: z.string() })).describe('for a person'),
  details: z.record(z.string(), z.unknown()).describe('the same for a program; its fields depend on the kind'),
  tries,
  mail: z.string().describe('what becomes of mail'),
  senders: z
    .object({ exchangeOnline: z.string(), conforming: z.string(), testing: z.string().optional() })
    .describe('what senders do'),
  resultType: z.string().nullable().describe('RFC 8460 section 4.3'),
  references: z.array(z.object({ text: z.string(), url: z.string() })),
});

const unknown = z.object({
  subject: target,
  aspect: z
    .string()
    .describe(
      'what could not be checked: sts-record, policy, mx, tlsrpt-record, addresses, tlsa, policy:ADDRESS or smtp:ADDRESS',
    ),
  cause: z.string(),
  detail: z.string(),
  becomes: z.object({ kind: z.string(), severity }).optional().describe('the finding that it becomes if it lasts'),
  tries,
});

const address = z.object({
  address: z.string(),
  greeting: z.string().optional(),
  startTlsOffered: z.boolean().optional(),
  tls: session.optional(),
  failure: failure.optional().describe('where the session ended, if before TLS'),
});

const mxHost = z.object({
  host: z.string(),
  preference: z.number(),
  covered: z.boolean().optional().describe('whether the policy names it; not set without a policy'),
  acceptance: z
    .enum(['accepted', 'partly', 'refused', 'unknown'])
    .describe(
      'what a sender that enforces the policy does with it; partly: rejected at some addresses, or by some senders',
    ),
  cnameChain: texts,
  addresses: z.array(address),
  dane: z
    .object({
      state: z
        .enum(['authenticated', 'encrypted', 'partly', 'refused', 'not-used', 'unknown'])
        .describe(
          'what a sender that uses DANE does with it; encrypted: TLS is a must, and no record can be used; not-used: no TLSA record counts',
        ),
      baseDomain: z.string().optional().describe('the TLSA records that count stand at _25._tcp. this name'),
      records: texts.describe('TLSA records that count, as in a zone file; long ones are cut'),
      rollOver: z.boolean().describe('all that is served is matched, and a record is there for another key'),
    })
    .optional()
    .describe('not set unless the resolver is trusted'),
});

const dane = z.object({
  state: z
    .enum(DANE_STATES)
    .describe(
      'what DANE does for mail to the domain; partial: some MX host is not authenticated; not-signed: the MX records are not',
    ),
  mxRecords: z.enum(['secure', 'insecure', 'bogus', 'indeterminate']).optional().describe('DNSSEC status'),
  reasons: texts,
});

const delivery = z.object({
  sender: z.enum(SENDERS),
  outcome: z
    .enum(['authenticated', 'encrypted', 'opportunistic', 'refused', 'unknown'])
    .describe('the least that mail meets'),
  partly: z.boolean().describe('some MX hosts or addresses are skipped, or some senders of this kind fail'),
  says: z.string(),
});

const policyAddress = z.object({
  address: z.string(),
  status: z.number().optional().describe('HTTP status'),
  sha256: z.string().optional().describe('of the body, when the status is 200'),
  server: z.string().optional().describe('the Server header'),
  tls: session.optional(),
  failure: failure.optional().describe('where the fetch ended, if before an answer'),
  monitorRefused: z
    .literal(true)
    .optional()
    .describe("rejected with this monitor's User-Agent; the answer is the one to a sender's User-Agent"),
});

const policy = z.object({
  url: z.string(),
  state: z
    .enum(['valid', 'invalid', 'not-served', 'unknown'])
    .describe(
      'what was read; a valid policy may still be of no use, as when senders reject the certificate: see verdict',
    ),
  mode: z.string().optional(),
  mx: texts.optional(),
  maxAge: z.number().optional().describe('seconds'),
  body: z.string().optional(),
  sha256: z.string().optional().describe('of the body'),
  status: z.number().optional().describe('HTTP status'),
  contentType: z.string().optional(),
  address: z
    .string()
    .optional()
    .describe('the address whose answer counts: one that serves a valid policy, if any does'),
  tls: session.optional(),
  failure: failure.optional(),
  addresses: z.array(policyAddress).optional().describe('the addresses of the policy host that were tried'),
  addressesNotTried: texts.optional().describe('further addresses of the policy host: their turn is in another check'),
  durationMs: z.number().optional().describe('milliseconds'),
});

const certificate = z.object({
  subject: z.string(),
  issuer: z.string(),
  serialNumber: z.string(),
  validFrom: time,
  validUntil: time,
  names: texts.describe('SAN dNSNames'),
  key: z.string().describe('such as RSA 2048 or EC prime256v1'),
  signatureAlgorithm: z.string(),
  spkiSha256: z.string(),
});

export const domainReportSchema = z.object({
  schemaVersion: z.literal(SCHEMA_VERSION),
  domain: z.string(),
  checkedAt: time,
  verdict: z.enum(VERDICTS).describe('what MTA-STS does for mail to the domain'),
  reasons: texts.describe('why, most weighty first'),
  dane: dane.optional().describe('not set unless the resolver is trusted'),
  senders: z
    .array(delivery)
    .describe(
      'what becomes of mail from each kind of sender; a failure of DANE is never rescued by MTA-STS (RFC 8461 section 2)',
    ),
  findings: z.array(finding).describe("the domain's own and those of its MX hosts, gravest first"),
  unknown: z.array(unknown).describe('what could not be seen'),
  stsRecord: txtRecord.extend({ id: z.string().optional() }),
  policy,
  tlsRptRecord: txtRecord.extend({ rua: texts.optional() }),
  mx: z.object({
    form: z.enum(['mx', 'implicit', 'null', 'none', 'unknown']),
    records: z.array(z.object({ preference: z.number(), exchange: z.string() })),
  }),
  mxHosts: z.array(mxHost).describe('by preference'),
  certificates: z.record(z.string(), certificate).describe('by SHA-256, hex'),
});

/** What `check --json` prints. With `--ndjson`, each domain is a line of its own. */
export const checkDocumentSchema = z.object({
  schemaVersion: z.literal(SCHEMA_VERSION),
  domains: z.array(domainReportSchema),
});

/** All that one check of a domain and its MX hosts found. */
export type DomainReport = z.infer<typeof domainReportSchema>;
export type CheckDocument = z.infer<typeof checkDocumentSchema>;
