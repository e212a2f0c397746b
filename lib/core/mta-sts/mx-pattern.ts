import type { Correction } from '../model';
import { addressFamily, domainNameFault, toALabels } from '../text/domain-name';
import type { DomainNameFault } from '../text/domain-name';
import { withoutHidden } from '../text/escape';
import { quote } from '../text/quote';
import type { Problem } from '../text/result';

export type MxPatternProblemKind =
  | 'mx-empty'
  | 'mx-list'
  | 'mx-preference'
  | 'mx-url'
  | 'mx-port'
  | 'mx-mailbox'
  | 'mx-address'
  | 'mx-final-dot'
  | 'mx-leading-dot'
  | 'mx-wildcard'
  | 'mx-not-ascii'
  | 'mx-name'
  | 'mx-underscore';

export type MxPatternProblem = Pick<Problem<MxPatternProblemKind>, 'kind' | 'severity' | 'message' | 'correction'>;

const EXAMPLE = 'mail.example.com';
/** The longest name with a scheme and a port; beyond it there is nothing to guess. */
const LONGEST_REPAIRABLE = 300;
/** A pasted list is printed as lines to write, up to this many. */
const LONGEST_LIST = 20;

/** The faults of one mx value of a policy (RFC 8461 section 3.2: `["*."] Domain`); empty when it is a valid pattern. */
export function mxPatternProblems(value: string): MxPatternProblem[] {
  const form = formProblem(value);
  if (form !== undefined) return [form];
  const finalDot = value.endsWith('.');
  const pattern = finalDot ? value.slice(0, -1) : value;
  const problem = wildcardProblem(pattern) ?? nameProblem(pattern);
  if (problem?.severity === 'error' || !finalDot) return problem === undefined ? [] : [problem];
  const dot = {
    kind: 'mx-final-dot',
    severity: 'warning',
    message: `A name in a policy has no final dot, and senders differ in what they do with one. ${write(pattern)}`,
    correction: correctionTo(pattern),
  } as const;
  return problem === undefined ? [dot] : [dot, problem];
}

/** What the writer of a faulty mx value most likely meant; undefined when that cannot be told. */
export function repairMxPattern(value: string): string | undefined {
  if (value.length > LONGEST_REPAIRABLE) return undefined;
  const bare = withoutHidden(value)
    .trim()
    .replace(/^["'<]+|["'>;,]+$/g, '')
    .replace(/^[a-z][a-z0-9+.-]*:\/{1,2}/i, '')
    .replace(/^\d+\s+/, '')
    .replace(/[/?#].*$/s, '')
    .replace(/:\d*$/, '')
    .replace(/\.$/, '')
    .replace(/^\./, '*.')
    .replace(/^\*(?=[a-z0-9])/i, '*.');
  const afterWildcard = bare.slice(bare.lastIndexOf('*') + 1);
  if (bare.includes('*') && !/^\.[^.]+\.[^.]/.test(afterWildcard)) return undefined;
  const name = toALabels(bare.includes('*') ? afterWildcard.slice(1) : bare);
  if (name === undefined || addressFamily(name) !== undefined) return undefined;
  return bare.includes('*') ? `*.${name}` : name;
}

const write = (pattern: string | undefined, example = EXAMPLE): string =>
  pattern === undefined ? `Write for example "mx: ${example}".` : `Write "mx: ${pattern}".`;

const error = (kind: MxPatternProblemKind, what: string, pattern?: string, example?: string): MxPatternProblem => ({
  kind,
  severity: 'error',
  message: `${what} ${write(pattern, example)}`,
  correction: correctionTo(pattern),
});

/** `pattern` is what the writer most likely meant, if that is known: an example is not one to publish. */
const correctionTo = (pattern: string | undefined): Correction =>
  pattern === undefined
    ? { say: 'write the name of one MX host, as in its MX record.' }
    : { write: [`mx: ${pattern}`] };

/** Values that are something else than one name. */
function formProblem(value: string): MxPatternProblem | undefined {
  if (value === '') return error('mx-empty', 'This line names no MX host.');
  if (/^\d+\s+\S+$/.test(value))
    return error(
      'mx-preference',
      `${quote(value)} is written as in an MX record, but a policy has no preferences.`,
      repairMxPattern(value),
    );
  if (/[,;\s]/.test(value)) return listProblem(value);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value) || value.includes('/'))
    return error('mx-url', `${quote(value)} is not a host name alone.`, repairMxPattern(value));
  if (value.includes('@'))
    return error(
      'mx-mailbox',
      `${quote(value)} is a mail address; an mx line holds the name of the host in the MX record.`,
    );
  return addressProblem(value) ?? portProblem(value);
}

function listProblem(value: string): MxPatternProblem {
  const pieces = value.split(/[,;\s]+/, LONGEST_LIST).filter((piece) => piece !== '');
  const repaired = pieces.map(repairMxPattern);
  const lines = repaired.map((pattern) => `mx: ${pattern ?? EXAMPLE}`);
  const what =
    pieces.length > 1
      ? 'A line holds one name; there is a line for each MX host.'
      : 'A line holds a name and nothing else.';
  return {
    kind: 'mx-list',
    severity: 'error',
    message: `${what} Write:\n${[...new Set(lines)].join('\n')}`,
    correction: repaired.includes(undefined)
      ? { say: 'write one name a line, with a line for each MX host.' }
      : { write: [...new Set(lines)] },
  };
}

/** mox (`dns.ParseDomain`) and postfix-tlspol (`valid.IsDNSName`) take no address for a name. */
function addressProblem(value: string): MxPatternProblem | undefined {
  const family = addressFamily(value.replace(/^\*\./, '').replace(/^\[(?:IPv6:)?(.*)\]$/i, '$1'));
  if (family === undefined) return undefined;
  const what = `${quote(value)} is an address, which never matches the name in an MX record.`;
  // Four decimal parts are within the grammar of a Domain; colons and brackets are not.
  if (addressFamily(value.replace(/^\*\./, '')) !== 4) return error('mx-address', what);
  return {
    kind: 'mx-address',
    severity: 'warning',
    message: `${what} mox and postfix-tlspol reject the whole policy because of it; postfix-mta-sts-resolver, mailauth, Stalwart, KumoMTA and maddy ignore it. ${write(undefined)}`,
    correction: correctionTo(undefined),
  };
}

function portProblem(value: string): MxPatternProblem | undefined {
  return /:\d*$/.test(value)
    ? error('mx-port', `${quote(value)} has a port, and an mx line holds a name alone.`, repairMxPattern(value))
    : undefined;
}

function wildcardProblem(pattern: string): MxPatternProblem | undefined {
  if (/^\.[^.]/.test(pattern))
    return error(
      'mx-leading-dot',
      'A name that begins with a dot is a form of the drafts before RFC 8461.',
      repairMxPattern(pattern),
    );
  const rest = pattern.startsWith('*.') ? pattern.slice(2) : pattern;
  if (!rest.includes('*')) return undefined;
  return error(
    'mx-wildcard',
    `In ${quote(pattern)} the * is not the whole leftmost label: it stands there alone, once, before a name.`,
    repairMxPattern(pattern),
    '*.example.com',
  );
}

const NAME_FAULTS: Readonly<Record<Exclude<DomainNameFault, 'not-ascii' | 'underscore'>, string>> = {
  empty: 'is no name',
  'too-long': 'is longer than a domain name can be (253 characters)',
  'empty-label': 'has two dots with nothing between them, or nothing before the first',
  'label-too-long': 'has a label of more than 63 characters',
  character: 'has a character other than letters, digits, hyphens and dots',
  hyphen: 'has a label that begins or ends with a hyphen',
};

function nameProblem(pattern: string): MxPatternProblem | undefined {
  const fault = domainNameFault(pattern.startsWith('*.') ? pattern.slice(2) : pattern);
  if (fault === undefined) return undefined;
  if (fault === 'not-ascii')
    return error(
      'mx-not-ascii',
      `${quote(pattern)} has characters outside ASCII: a policy holds names in their A-label form.`,
      repairMxPattern(pattern),
    );
  if (fault === 'underscore') {
    const message = `${quote(pattern)} has an underscore, which host names cannot have: some senders reject the policy, and no public authority issues a certificate for the name. Rename the MX host.`;
    return { kind: 'mx-underscore', severity: 'warning', message, correction: { say: 'rename the MX host.' } };
  }
  return error('mx-name', `${quote(pattern === '' ? '.' : pattern)} ${NAME_FAULTS[fault]}.`, repairMxPattern(pattern));
}
