import * as z from 'zod';
import { domainReportSchema, fixStepSchema } from '../../core/report';
import { SEVERITIES, VERDICTS } from '../../core/model';

export const severitySchema = z.enum(SEVERITIES);
export const verdictSchema = z.enum(VERDICTS).describe('what MTA-STS does for mail to the domain');
export const timeSchema = z.iso.datetime().describe('ISO 8601, UTC');
export const countSchema = z.int().nonnegative();
export const textsSchema = z.array(z.string());
export const sha256Schema = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe('SHA-256, lower-case hex');

/** A policy domain or an MX host. */
export const targetSchema = z.object({ type: z.enum(['domain', 'mx-host']), name: z.string() });

/** A part of a list. What the network wrote stands in it as it is: text, never markup. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    cursor: z
      .string()
      .optional()
      .describe(
        'give it as `cursor` for the next page; not set on the last one. A page may have fewer items than asked for, and still be followed by another',
      ),
  });

/** The parts of a report that a domain and an MX host have in common with `check --json`. */
const { findings, certificates, senders, dane, mxHosts } = domainReportSchema.shape;
export const findingWordsSchema = findings.element;
export const certificateSchema = certificates.valueType;
export const deliverySchema = senders.element;
export const daneSchema = dane.unwrap();
export const daneHostSchema = mxHosts.element.shape.dane.unwrap();
export const acceptanceSchema = mxHosts.element.shape.acceptance;

export const fixStepsSchema = z.array(fixStepSchema).describe('what to do, step by step');

/** A finding in words, and where it stands between looks. */
export const findingSchema = findingWordsSchema.extend({
  status: z
    .enum(['open', 'pending'])
    .describe('pending: seen, and to be confirmed by further looks before anybody is told'),
  since: timeSchema.describe('when it was first seen'),
});

/** What could not be seen of a target. */
export const unseenSchema = z.object({
  subject: targetSchema,
  aspect: z.string().describe('sts-record, policy, mx, tlsrpt-record, addresses, tlsa, policy:ADDRESS or smtp:ADDRESS'),
  cause: z.string().describe('such as timeout, refused, servfail, vantage-blocked'),
  since: timeSchema,
});

/** A fault in a published text. */
export const textProblemSchema = z.object({
  kind: z.string(),
  severity: severitySchema,
  message: z.string().describe('what is wrong, and what to write instead'),
  from: countSchema.optional().describe('offset in the line, UTF-16; not set when it concerns the whole line'),
  to: countSchema.optional().describe('the end of that part, exclusive'),
});

/** A published text, line by line, with what is wrong in it. */
export const publishedTextSchema = z.object({
  text: z.string().describe('as published'),
  lines: z.array(z.object({ text: z.string(), problems: z.array(textProblemSchema) })),
  problems: z.array(textProblemSchema).describe('those of the whole, such as a missing line'),
});

/** What one address of an MX host, or the policy host, served lately: several during a renewal, the latest first. */
export const servedSchema = z.array(
  z.object({
    current: z.boolean().describe('whether the last look showed it'),
    chain: textsSchema.min(1).describe('SHA-256 of each certificate as served, leaf first; see certificates'),
  }),
);

/** Certificates by their SHA-256, hex. */
export const certificatesSchema = z.record(z.string(), certificateSchema);

export type TargetResource = z.infer<typeof targetSchema>;
export type FixStepResource = z.infer<typeof fixStepSchema>;
export type FindingResource = z.infer<typeof findingSchema>;
export type UnseenResource = z.infer<typeof unseenSchema>;
export type TextProblemResource = z.infer<typeof textProblemSchema>;
export type PublishedTextResource = z.infer<typeof publishedTextSchema>;
export type ServedResource = z.infer<typeof servedSchema>;
export type CertificateResource = z.infer<typeof certificateSchema>;
