import * as z from 'zod';
import {
  certificatesSchema,
  countSchema,
  findingSchema,
  pageOf,
  severitySchema,
  textsSchema,
  timeSchema,
  unseenSchema,
} from './common';
import { domainRowSchema, endpointSchema } from './domain';

export const mxHostRowSchema = z.object({
  name: z.string(),
  standing: z
    .enum(['sound', 'at-fault', 'unseen', 'not-yet'])
    .describe('unseen: no fault is known, and something could not be looked at; not-yet: no look was taken'),
  worst: z
    .object({ severity: severitySchema.describe('to a domain that enforces its policy'), title: z.string() })
    .optional()
    .describe('the gravest fault; set when at fault'),
});

/** `GET /api/mx-hosts`: the MX hosts that watched domains name, in the order of names. */
export const mxHostPageSchema = pageOf(mxHostRowSchema).extend({
  total: countSchema.describe('MX hosts that fit the filters, on all pages'),
});

/** `GET /api/mx-hosts/{name}`: everything that is known of an MX host. */
export const mxHostSchema = z.object({
  name: z.string(),
  checkedAt: timeSchema.optional().describe('the last look; not set until the first one'),
  findings: z.array(findingSchema).describe('as grave as they are to a domain that enforces its policy; gravest first'),
  unseen: z.array(unseenSchema),
  cname: z.string().optional().describe('the name that it is an alias of'),
  endpoints: z.array(endpointSchema),
  tlsa: z
    .object({
      baseDomain: z.string().describe('they stand at _25._tcp. this name'),
      records: textsSchema.describe('as in a zone file; long ones are cut'),
      secure: z.boolean().describe('DNSSEC proves them: only then do they count'),
      usable: z.boolean().describe('a mail server can use at least one'),
      rollOver: z.boolean().describe('a record is there for another key than the one in use'),
    })
    .nullable()
    .optional()
    .describe('null when there are none; not set when nothing is known of them'),
  domains: countSchema.describe('watched domains that name it; see /api/mx-hosts/{name}/domains'),
  certificates: certificatesSchema,
});

/** `GET /api/mx-hosts/{name}/domains`: the watched domains that depend on it, in the order of names. */
export const dependentPageSchema = pageOf(domainRowSchema);

export type MxHostRow = z.infer<typeof mxHostRowSchema>;
export type MxHostPage = z.infer<typeof mxHostPageSchema>;
export type MxHostResource = z.infer<typeof mxHostSchema>;
export type DependentPage = z.infer<typeof dependentPageSchema>;
