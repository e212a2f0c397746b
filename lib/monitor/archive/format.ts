import { createHash } from 'node:crypto';
import * as z from 'zod';
import { COVERAGE_KINDS } from '../../core/alerting/words/coverage';
import { FINDING_KINDS } from '../../core/findings';
import { keptCounts } from '../../core/diff';
import type { Archived, TargetState } from '../../core/model';
import { ACKNOWLEDGEMENT_ENDS, SEVERITIES, SILENCE_PURPOSES, VERDICTS } from '../../core/model';
import { EVENT_TYPES } from '../../core/report';
import { domainNameFault } from '../../core/text/domain-name';
import { exactArchived } from './kept';

export const FORMAT = 'mta-sts-watch-export';

/** Grows by one when a field changes its meaning or goes away. */
export const FORMAT_VERSION = 1;

/** An older release met what a newer one wrote. */
const UNKNOWN = 'that this release does not know (upgrade mta-sts-watch)';

/** Until the year 2286: what a key of the table can hold. */
const time = z.int().min(0).max(9_999_999_999_999);
const count = z.int().min(0);
const texts = z.array(z.string());
const name = z.string().min(1).max(1024);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const target = z.object({ type: z.enum(['domain', 'mx-host']), name });
const severity = z.enum(SEVERITIES);
const domainName = z.string().refine((text) => domainNameFault(text) === undefined, 'not a domain name');
const finding = z.looseObject({
  kind: z.enum(FINDING_KINDS as [string, ...string[]], `a kind of finding ${UNKNOWN}`),
  severity,
  subject: target,
  evidence: z.looseObject({}),
  fingerprint: z.string().min(1),
  aspects: texts,
});
const event = z.looseObject({
  id: z.string().min(1),
  type: z.enum(EVENT_TYPES, `a type of event ${UNKNOWN}`),
  target,
  at: time,
  finding: finding.optional(),
});
const coverageKind = z.enum(COVERAGE_KINDS as [string, ...string[]], `a kind of notice ${UNKNOWN}`);
const verdictName = z.enum(VERDICTS, `a verdict ${UNKNOWN}`);
const by = z.object({ by: z.string(), at: time });

/**
 * What a value of each type must have, so that nothing that reads it stumbles; what else it has is the model's affair
 * and stays as it is.
 */
const VALUES = {
  domain: z.looseObject({
    name: domainName,
    source: z.string(),
    addedAt: time,
    verdict: verdictName.optional(),
    verdictSince: time.optional(),
    reasons: texts.optional(),
  }),
  'mx-set': z.looseObject({ domain: domainName, hosts: z.array(z.object({ host: name, preference: z.int() })) }),
  state: z.looseObject({
    target,
    observedAt: time,
    facts: z.looseObject({}),
    certificates: z.record(z.string(), z.array(z.looseObject({ fingerprint: z.string(), notAfter: z.number() }))),
    findings: z.record(
      z.string(),
      z.looseObject({
        finding,
        status: z.enum(['pending', 'open']),
        firstSeen: time,
        openedAt: time.optional(),
        looks: count,
        cleanLooks: count,
      }),
    ),
    unknown: z.array(z.looseObject({ aspect: z.string(), since: time, looks: count, cause: z.string() })),
    recurring: z.record(z.string(), z.looseObject({ checks: z.string(), since: time, aspects: texts })).optional(),
    verdict: z.looseObject({ name: verdictName, since: time, reasons: texts }).optional(),
    outbox: z.array(event),
  }),
  check: z.looseObject({
    target,
    at: time,
    runId: z.string(),
    durationMs: z.number(),
    kinds: texts,
    unknown: texts,
    verdict: verdictName.optional(),
    certificates: texts,
  }),
  event,
  policy: z
    .object({ sha256, body: z.string() })
    .refine(
      (policy) => createHash('sha256').update(policy.body).digest('hex') === policy.sha256,
      'the body is not the one of this hash',
    ),
  certificate: z
    .looseObject({
      fingerprint: sha256,
      der: z.base64(),
      subject: z.string(),
      issuer: z.string(),
      notBefore: z.number(),
      notAfter: z.number(),
      dnsNames: texts,
    })
    .refine(
      (certificate) =>
        createHash('sha256').update(Buffer.from(certificate.der, 'base64')).digest('hex') === certificate.fingerprint,
      'the certificate is not the one of this fingerprint',
    ),
  run: z.looseObject({
    id: z.string().min(1),
    startedAt: time,
    finishedAt: time.optional(),
    planned: count,
    done: count,
    unknown: count,
    failed: count,
    sight: z.record(z.string(), z.number()).optional(),
  }),
  alert: z.looseObject({
    id: z.string().min(1),
    status: z.enum(['open', 'resolved', 'told']),
    severity,
    worst: severity,
    subject: target.optional(),
    openedAt: time,
    resolvedAt: time.optional(),
    cause: z.union([
      z.object({ finding, since: time }),
      z.object({ event }),
      z.object({ coverage: z.looseObject({ kind: coverageKind, detail: z.string(), targets: count }) }),
    ]),
    impact: z.looseObject({ domains: count, sample: texts, enforcing: count, undeliverable: count }),
    notices: z.array(
      z.looseObject({
        id: z.string(),
        form: z.enum(['opened', 'escalated', 'reminder', 'resolved', 'drift', 'coverage']),
        at: time,
        channels: texts,
        deliveredTo: texts,
        heldFor: texts.optional(),
      }),
    ),
    acknowledgements: z
      .array(
        z.looseObject({
          ...by.shape,
          reason: z.string(),
          until: time.optional(),
          severity,
          domains: count,
          ended: z.looseObject({ at: time, why: z.enum(ACKNOWLEDGEMENT_ENDS) }).optional(),
        }),
      )
      .optional(),
  }),
  silence: z.looseObject({
    id: z.string().min(1),
    purpose: z.enum(SILENCE_PURPOSES),
    kind: z.string().optional(),
    subject: z.string().min(1),
    from: time,
    until: time.optional(),
    weekly: z.literal(true).optional(),
    reason: z.string(),
    ...by.shape,
    lifted: by.optional(),
  }),
} satisfies Record<Archived['type'], z.ZodType>;

const header = z.looseObject({ type: z.literal('header'), format: z.literal(FORMAT), schemaVersion: z.int() });
const end = z.looseObject({ type: z.literal('end'), items: count });

/** What a line says, or what is wrong with it, a clause. */
export type Line =
  | Archived
  | { readonly type: 'header'; readonly schemaVersion: number }
  | { readonly type: 'end'; readonly items: number }
  | { readonly fault: string };

/** Reads a line of an export. What the line holds stands in a fault as it is: escape it where it is shown. */
export function readLine(text: string): Line {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { fault: 'it is not JSON' };
  }
  const type: unknown = typeof json === 'object' && json !== null && 'type' in json ? json.type : undefined;
  if (type === 'header' || type === 'end') {
    const read = (type === 'header' ? header : end).safeParse(json);
    return read.success ? read.data : { fault: faultOf(read.error) };
  }
  if (typeof type !== 'string') return { fault: 'it has no type' };
  if (!Object.hasOwn(VALUES, type)) return { fault: `its type is ${JSON.stringify(type)}, one ${UNKNOWN}` };
  const schema: z.ZodType = VALUES[type as Archived['type']];
  const { value } = json as { readonly value?: unknown };
  const read = schema.safeParse(type === 'state' ? keptCounts(value as TargetState) : value);
  // As it is, not as the schema gives it: the order of its fields is kept.
  return read.success ? exactArchived({ type, value } as Archived) : { fault: faultOf(read.error) };
}

const faultOf = ({ issues }: z.ZodError): string =>
  issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join('.')}${issue.path.length > 0 ? ': ' : ''}${messageOf(issue)}`)
    .join('; ');

/** Of a value that may have one of several shapes, that it is of a newer release is worth more than that it has none. */
function messageOf(issue: z.core.$ZodIssue): string {
  const inner = issue.code === 'invalid_union' ? issue.errors.flat() : [];
  return inner.map(messageOf).find((message) => message.includes(UNKNOWN)) ?? issue.message;
}
