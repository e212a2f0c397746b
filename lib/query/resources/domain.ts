import * as z from 'zod';
import {
  acceptanceSchema,
  certificatesSchema,
  countSchema,
  daneHostSchema,
  daneSchema,
  deliverySchema,
  findingSchema,
  pageOf,
  publishedTextSchema,
  servedSchema,
  sha256Schema,
  textsSchema,
  timeSchema,
  unseenSchema,
  verdictSchema,
} from './common';

/** A row of the list of watched domains. */
export const domainRowSchema = z.object({
  name: z.string(),
  verdict: verdictSchema.nullable().describe('null until the first look'),
  since: timeSchema.optional().describe('of the verdict'),
  reason: z.string().optional().describe('the weightiest'),
  source: z.string().describe('who put it on the list: the configuration, a file, a name in the command line'),
  addedAt: timeSchema,
});

/** `GET /api/domains`: in the order of names; with `q`, those that begin with it first. */
export const domainPageSchema = pageOf(domainRowSchema).extend({
  total: countSchema.describe('domains that fit the filters, on all pages'),
  verdicts: z.record(verdictSchema, countSchema).describe('of those that fit all filters but `verdict`'),
  notYet: countSchema.describe('of the same, those not looked at yet'),
});

/** An address of an MX host. */
export const endpointSchema = z.object({
  address: z.string(),
  shown: z
    .boolean()
    .describe('whether the last look at the DNS showed it: many names show a part of their addresses at a time'),
  unseen: z
    .object({ cause: z.string(), since: timeSchema })
    .optional()
    .describe('set while the address is out of sight'),
  served: servedSchema,
});

/** An MX host as one domain sees it. */
export const mxStandingSchema = z.object({
  host: z.string(),
  preference: z.int(),
  covered: z.boolean().optional().describe('whether the policy names it; not set without a policy'),
  acceptance: acceptanceSchema,
  dane: daneHostSchema.optional().describe('not set unless the resolver is trusted'),
  checkedAt: timeSchema.optional().describe('not set until the first look'),
  cname: z.string().optional().describe('the name that it is an alias of'),
  endpoints: z.array(endpointSchema),
});

/** An STS record or a TLSRPT record. */
export const recordSchema = z.object({
  name: z.string().describe('where it is published, such as _mta-sts.example.com'),
  state: z.enum(['present', 'absent', 'unknown']).describe('absent is proven by the DNS; unknown: never seen'),
  published: publishedTextSchema.optional(),
});

/** The policy as it was last served. */
export const policySchema = z.object({
  url: z.string(),
  state: z
    .enum(['valid', 'invalid', 'not-served', 'lost', 'unknown'])
    .describe('lost: it was served once, and is not any more; senders may still hold it'),
  mode: z.string().optional(),
  mx: textsSchema.optional(),
  maxAge: countSchema.optional().describe('seconds'),
  sha256: sha256Schema.optional().describe('of the body; see /api/policies'),
  id: z.string().optional().describe('the id of the STS record under which it was last seen'),
  lostAt: timeSchema.optional(),
  published: publishedTextSchema.optional(),
  served: servedSchema.describe('certificates of the policy host'),
});

/** `GET /api/domains/{name}`: everything that is known of a watched domain. */
export const domainSchema = z.object({
  name: z.string(),
  source: z.string(),
  addedAt: timeSchema,
  checkedAt: timeSchema.optional().describe('the last look; not set until the first one'),
  verdict: verdictSchema.nullable().describe('null until the first look'),
  since: timeSchema.optional().describe('of the verdict'),
  reasons: textsSchema.describe('why, most weighty first'),
  senders: z.array(deliverySchema).describe('what becomes of mail from each kind of sender'),
  dane: daneSchema.optional().describe('not set unless the resolver is trusted'),
  findings: z.array(findingSchema).describe("the domain's own and those of its MX hosts, gravest first"),
  unseen: z.array(unseenSchema).describe('what could not be seen at the last looks'),
  stsRecord: recordSchema.extend({ id: z.string().optional() }),
  policy: policySchema,
  tlsRptRecord: recordSchema.extend({ rua: textsSchema.optional() }),
  mx: z.object({
    form: z.enum(['mx', 'implicit', 'null', 'none', 'unknown']),
    records: z.array(z.object({ preference: z.int(), exchange: z.string() })),
    dnssec: z.enum(['secure', 'insecure', 'bogus', 'indeterminate']).optional(),
  }),
  mxHosts: z.array(mxStandingSchema).describe('by preference'),
  certificates: certificatesSchema,
});

export type DomainRow = z.infer<typeof domainRowSchema>;
export type DomainPage = z.infer<typeof domainPageSchema>;
export type EndpointResource = z.infer<typeof endpointSchema>;
export type MxStandingResource = z.infer<typeof mxStandingSchema>;
export type RecordResource = z.infer<typeof recordSchema>;
export type PolicyResource = z.infer<typeof policySchema>;
export type DomainResource = z.infer<typeof domainSchema>;
