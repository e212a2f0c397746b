import { Draft } from '../../../lib/core/diff/draft';
import type { Finding } from '../../../lib/core/model';
import { expired, expiring, HOST } from './checks';

const NOW = Date.UTC(2026, 10, 24);
const ISSUER = {
  before: 'O=Example Trust',
  after: 'O=Other Trust',
  address: '192.0.2.1',
  beforeCertificate: 'aa',
  afterCertificate: 'bb',
};

test('a first check tells no change, since all of it is new', () => {
  const drafted = (isFirst: boolean): readonly string[] => {
    const draft = new Draft(HOST, NOW, isFirst);
    draft.drift('addresses-changed', { before: '192.0.2.1', after: '192.0.2.2' });
    return draft.finish().map(({ type }) => type);
  };
  expect([drafted(true), drafted(false)]).toEqual([[], ['addresses-changed']]);
});

describe('a change that a finding explains', () => {
  const shown = expiring('7d/10%');
  /** What tells of the change, when the check also gave rise to these. */
  const tellers = (more: (draft: Draft) => void): readonly string[] | undefined => {
    const draft = new Draft(HOST, NOW, false);
    draft.showed(shown, { fresh: false });
    more(draft);
    draft.drift('certificate-issuer-changed', ISSUER);
    return draft.finish().find(({ type }) => type === 'certificate-issuer-changed')?.toldBy;
  };
  const graver = (finding: Finding) => (draft: Draft) =>
    draft.add('finding-escalated', { finding, since: NOW, openedAt: NOW });

  test('is told as the finding, when that is alerted again because it got worse', () =>
    expect(tellers(graver(shown))).toEqual([shown.fingerprint]));

  test('is told by itself, when nothing new is said of the finding', () => {
    expect(tellers(() => undefined)).toBeUndefined();
    expect(tellers(graver(expired()))).toBeUndefined();
    expect(tellers((draft) => draft.add('finding-resolved', { finding: shown, openedAt: NOW }))).toBeUndefined();
  });
});
