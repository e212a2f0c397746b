import * as z from 'zod';
import type { AutomaticKind } from '../core/repair/automatic';
import { AUTOMATIC_KINDS, isAutomatic } from '../core/repair/automatic';
import { escapeHidden } from '../core/text/escape';
import { quote } from '../core/text/quote';
import { reportUriProblem } from '../core/tls-rpt/rua';
import { duration } from './duration';
import type { Parsed, Parser } from './leaf';
import { leaf, listLeaf, shown } from './leaf';
import { parseYesNo } from './values';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** A role of an account whose hosted zones are read. */
export interface ZoneRole {
  readonly roleArn: string;
  readonly externalId?: string;
}

const ROLE = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/;
/** What STS takes. */
const EXTERNAL_ID = /^[\w+=,.@:/-]{2,1224}$/;
const ROLE_FIX =
  'Write the ARN of the role, such as arn:aws:iam::123456789012:role/mta-sts-watch-zones, or a group with roleArn and externalId.';

const parseRole: Parser<ZoneRole> = (raw) => {
  if (typeof raw === 'string')
    return ROLE.test(raw.trim())
      ? { value: { roleArn: raw.trim() } }
      : { fault: `${shown(raw)} is not the ARN of a role`, fix: ROLE_FIX };
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    return { fault: `${shown(raw)} is not a role`, fix: ROLE_FIX };
  const { roleArn, externalId, ...others } = raw as Readonly<Record<string, unknown>>;
  const [other] = Object.keys(others);
  if (other !== undefined)
    return { fault: `there is no key ${quote(other)}`, fix: 'The keys here are roleArn, externalId.' };
  const role =
    typeof roleArn === 'string' ? parseRole(roleArn) : { fault: 'the key roleArn is missing', fix: ROLE_FIX };
  if ('fault' in role || externalId === undefined) return role;
  if (typeof externalId !== 'string' || !EXTERNAL_ID.test(externalId))
    return {
      fault: 'this is not an external id',
      fix: 'Write the one that the trust policy of the role asks for, in quotes: 2 to 1224 letters, digits, or any of + = , . @ : / -',
    };
  return { value: { ...role.value, externalId } };
};

function parsePattern(raw: unknown): Parsed<string> {
  const pattern = typeof raw === 'string' ? raw.trim().toLowerCase().replace(/\.$/, '') : '';
  if (/^[a-z0-9*._-]{1,253}$/.test(pattern)) return { value: pattern };
  return {
    fault: `${shown(raw)} is not a pattern of domains`,
    fix: 'Write a domain, in which * stands for any characters, in quotes: "*.example.com".',
  };
}

/** An address for TLS reports, RFC 8460 section 3. */
export function parseReportUri(raw: unknown): Parsed<string> {
  const uri = typeof raw === 'string' ? raw.trim() : '';
  const problem = reportUriProblem(uri);
  if (uri !== '' && problem?.severity !== 'error') return { value: uri };
  return {
    fault: `${shown(raw)} is not an address for reports`,
    fix:
      problem === undefined
        ? 'Write one such as mailto:tls-reports@example.com.'
        : escapeHidden(`${problem.what} ${problem.write}`),
  };
}

function parseRepairKind(raw: unknown): Parsed<AutomaticKind> {
  const kind = typeof raw === 'string' ? raw.trim() : '';
  if (isAutomatic(kind)) return { value: kind };
  const fix = `Write kinds of these: ${AUTOMATIC_KINDS.join(', ')}.`;
  if (kind === 'mx-host-tlsa-mismatch')
    return {
      fault:
        'mx-host-tlsa-mismatch is never mended without a person: whoever stands between the monitor and the MX host could have a key of his own published',
      fix,
    };
  return { fault: `${shown(raw)} is nothing that is mended by itself`, fix };
}

const texts = (value: string): string => value;

/** Domains from hosted zones of Amazon Route 53. */
export const route53Group = () =>
  z.strictObject({
    every: leaf(duration(5 * MINUTE, 30 * DAY), {
      about: 'How often the hosted zones are read.',
      form: 'duration',
    }).prefault('1h'),
    ownAccount: leaf(parseYesNo, {
      about:
        "Whether the zones of the account are read that the AWS credentials at hand belong to; when deployed, the stack's own.",
      form: '`true` or `false`',
    }).prefault(true),
    accounts: listLeaf(parseRole, ({ roleArn }) => roleArn, {
      about:
        'Roles of further accounts, each as its ARN or as a group with `roleArn` and `externalId`. [route53.md](route53.md) has the policies that they need.',
      form: 'list of roles',
      otherwise: 'no further accounts',
    }).prefault([]),
    include: listLeaf(parsePattern, texts, {
      about: 'Which of the mail domains found are watched. `*` stands for any characters: `*.example.com`.',
      form: 'list of patterns',
      otherwise: 'all',
    }).prefault([]),
    exclude: listLeaf(parsePattern, texts, {
      about: 'Which of them are not, whatever `include` says.',
      form: 'list of patterns',
      otherwise: 'none',
    }).prefault([]),
    reportsTo: listLeaf(parseReportUri, texts, {
      about:
        'Where a TLSRPT record that is written by `mta-sts-watch repair`, or by `repair` below, has reports sent to.',
      form: 'list of `mailto:` and `https:` URIs',
      otherwise: 'such a record is not written',
      option: '--rua',
    }).optional(),
    repair: listLeaf(parseRepairKind, texts, {
      about: `What the monitor mends in the zones by itself, and tells then. [route53.md](route53.md#automatic-repair) says how, and what permissions that needs. One or more of: ${AUTOMATIC_KINDS.map((kind) => `\`${kind}\``).join(', ')}.`,
      form: 'list of kinds',
      otherwise: 'nothing is ever changed',
    }).prefault([]),
  });
