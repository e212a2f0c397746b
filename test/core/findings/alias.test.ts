import { CATALOGUE, describeFinding, FINDING_KINDS, findingOf } from '../../../lib/core/findings';
import type { FindingKind } from '../../../lib/core/model';
import { domainTarget, mxHostTarget } from '../../../lib/core/model';
import { NOW } from '../../support/observations';

const wordsOf = (kind: FindingKind, cnameChain: readonly string[]) =>
  describeFinding(
    findingOf({
      kind,
      subject: kind.startsWith('mx-host-') ? mxHostTarget('mx1.example.com') : domainTarget('example.com'),
      evidence: { ...CATALOGUE[kind].example, cnameChain },
      aspects: [],
    }),
    NOW,
  );

const ABOUT_A_RECORD = FINDING_KINDS.filter((kind) => 'recordAt' in CATALOGUE[kind]);

test('every kind about an STS record, a TLSRPT record or TLSA records knows where that is', () => {
  const records = FINDING_KINDS.filter((kind) => /^(sts-record|tlsrpt|mx-host-tlsa)-|^mta-sts-not-used$/.test(kind));
  const elsewhere = ['mx-host-tlsa-failing', 'mx-host-tlsa-certificate-dates'];
  expect(ABOUT_A_RECORD).toEqual(expect.arrayContaining(records.filter((kind) => !elsewhere.includes(kind))));
});

test.each(ABOUT_A_RECORD)(
  '%s behind an alias names the alias and its target, and publishes nothing beside it',
  (kind) => {
    const { title, because, fix, evidence } = wordsOf(kind, ['provider.example.net', 'end.example.org']);
    for (const said of [title, because])
      expect(said).toMatch(/is a CNAME to provider\.example\.net, which leads to end\.example\.org$/);
    expect(fix).toMatch(
      /^(1\. )?Ask the operator of end\.example\.org to .*: \S+ is a CNAME to provider\.example\.net, .*\.$/m,
    );
    expect(fix).toMatch(/(first remove|or replace) the CNAME at /);
    expect(evidence[0]).toEqual(['CNAME', expect.stringMatching(/ → provider\.example\.net → end\.example\.org$/)]);
  },
);

test.each(ABOUT_A_RECORD)('%s without an alias says nothing of one', (kind) => {
  const { title, because, fix, evidence } = wordsOf(kind, []);
  expect([title, because, fix, JSON.stringify(evidence)].filter((said) => said.includes('(CNAME)'))).toEqual([]);
});

test('the record to correct is the one at the target', () => {
  expect(wordsOf('sts-record-multiple', ['a.example.net']).fix).toContain('Keep one STS record at a.example.net and');
  expect(wordsOf('tlsrpt-invalid', ['a.example.net']).fix).toMatch(
    /Replace the TXT record at a\.example\.net with:\na\.example\.net\. IN TXT "v=TLSRPTv1;/,
  );
  expect(wordsOf('mx-host-tlsa-mismatch', ['tlsa.example.net']).fix).toMatch(/^tlsa\.example\.net\. IN TLSA 3 1 1 /m);
});
