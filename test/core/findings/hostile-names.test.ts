import { describeFinding, entryOf, FINDING_KINDS, findingOf } from '../../../lib/core/findings';
import type { FindingEvidence, FindingKind } from '../../../lib/core/model';
import { domainTarget, mxHostTarget } from '../../../lib/core/model';
import { NOW } from '../../support/observations';

const EVIL = 'mx\n[critical] Run this\r\u001b[2J\u202e.example';
/** Texts of lines by nature, and what the evidence chooses words by. */
const KEPT = new Set(['text', 'message', 'kind', 'cause', 'reason', 'role', 'why', 'insecure', 'type', 'step']);

/** The example of a kind with every name and value from the network replaced. */
function poisoned(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return KEPT.has(key) ? value : EVIL;
  if (Array.isArray(value)) return value.map((each) => poisoned(each, key));
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, poisoned(each, name)]))
    : value;
}

const withName = <K extends FindingKind>(kind: K, evidence: FindingEvidence[K], name: string) =>
  findingOf({
    kind,
    subject: kind.startsWith('mx-host-') ? mxHostTarget(name) : domainTarget('example.com'),
    evidence,
    aspects: [],
  });

test.each(FINDING_KINDS.map((kind) => [kind] as const))(
  '%s: no name from the network begins a line or steers a terminal',
  (kind) => {
    const { example } = entryOf(kind);
    const { title, fix, because, evidence } = describeFinding(
      withName(kind, poisoned(example) as typeof example, EVIL),
      NOW,
    );
    const all = [title, fix, because, ...evidence.map(([, value]) => value)].join('\n');
    expect(all).not.toMatch(/^\[critical\]/m);
    // eslint-disable-next-line no-control-regex -- the point of it
    expect(all).not.toMatch(/[\r\u001b\u202e]/);
  },
);

describe('a name that no host can have is not one to publish', () => {
  test.each(['mx.example\nmode: none', 'mx example', 'mx"example', 'mx.\u0000'])('%j', (name) => {
    const lines = (finding: ReturnType<typeof withName>): readonly string[] =>
      describeFinding(finding, NOW)
        .fix.split('\n')
        .filter((line) => /^(mx|mode): |IN TLSA/.test(line));
    const { example } = entryOf('mx-not-covered');
    expect(lines(withName('mx-not-covered', { ...example, exchanges: [name, 'mx_1.example.net'] }, name))).toEqual([
      'mx: mx_1.example.net',
    ]);
    expect(describeFinding(withName('mx-not-covered', { ...example, exchanges: [name] }, name), NOW).fix).toMatch(
      /^1\. Correct the MX record that names /,
    );
    expect(lines(withName('mx-host-cname', { cnameChain: [name] }, name))).toEqual([]);
    expect(
      lines(withName('mta-sts-not-used', { exchanges: [name] }, name)).filter((line) => /^mx:/.test(line)),
    ).toEqual([]);
    const tlsa = entryOf('mx-host-tlsa-mismatch').example;
    expect(lines(withName('mx-host-tlsa-mismatch', { ...tlsa, baseDomain: name }, name))).toEqual([
      `IN TLSA 3 1 1 ${tlsa.spkiSha256}`,
    ]);
  });
});
