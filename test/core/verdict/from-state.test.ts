import { domainViewOfState, mxHostViewOfState } from '../../../lib/core/verdict';
import type { Finding, FindingState, TargetState } from '../../../lib/core/model';
import { domainTarget } from '../../../lib/core/model';
import { HOST, certificate, expired, refusing, unreachable } from '../diff/checks';

const [A, B] = ['192.0.2.1', '192.0.2.2'];
const state = (change: Partial<TargetState>): TargetState => ({
  target: HOST,
  version: 1,
  observedAt: 1_000_000,
  facts: {},
  certificates: {},
  findings: {},
  unknown: [],
  outbox: [],
  ...change,
});
const found = (finding: Finding, status: FindingState['status']): TargetState['findings'] => ({
  [finding.fingerprint]: { finding, status, firstSeen: 0, checks: 1, cleanChecks: 0 },
});
const served = (fingerprint: string, missedChecks: number) => ({ ...certificate(fingerprint), missedChecks });

describe('an MX host, as it is remembered', () => {
  test.each<[string, Partial<TargetState>, readonly string[]]>([
    ['without a doubt', {}, [A, B]],
    [
      'with a fault that rejects mail, not confirmed, at an address',
      { findings: found(unreachable(), 'pending') },
      [B],
    ],
    ['with a fault that rejects none, not confirmed, there', { findings: found(refusing(), 'pending') }, [A, B]],
    [
      'with a doubt at an address whose certificate is known',
      { findings: found(unreachable(), 'pending'), certificates: { [A]: [served('aa', 1)] } },
      [A, B],
    ],
    [
      'with a doubt at an address of which no certificate is left',
      { findings: found(unreachable(), 'pending'), certificates: { [A]: [] } },
      [B],
    ],
    [
      'with an address out of sight',
      { unknown: [{ aspect: `smtp:${B}`, since: 0, checks: 1, cause: 'timeout' }] },
      [A],
    ],
  ])('%s', (_, change, seen) => {
    expect(mxHostViewOfState(state({ facts: { addresses: [A, B] }, ...change })).seen).toEqual(seen);
  });

  test('a finding that is not confirmed counts for nothing', () => {
    expect(mxHostViewOfState(state({ findings: found(expired(), 'pending') })).findings).toEqual([]);
    expect(mxHostViewOfState(state({ findings: found(expired(), 'open') })).findings).toEqual([expired()]);
  });

  test('names of a certificate that the last check did not show do not count', () => {
    const certificates = {
      [A]: [
        { ...served('old', 1), dnsNames: ['old.example.com'] },
        { ...served('new', 0), dnsNames: ['new.example.com'] },
      ],
    };
    expect(mxHostViewOfState(state({ certificates })).names).toEqual([['new.example.com']]);
  });
});

describe('a domain, as it is remembered', () => {
  const domain = (facts: TargetState['facts']) => state({ target: domainTarget('example.com'), facts });
  const mx = (form: 'mx' | 'implicit' | 'null' | 'none', ...exchanges: readonly string[]) =>
    domainViewOfState(domain({ mx: { form, records: exchanges.map((exchange) => ({ preference: 7, exchange })) } })).mx;

  test('MX records of an earlier release that name nothing are a null MX', () => {
    expect(mx('mx', '')).toEqual({ form: 'null', hosts: [], addresses: [] });
    expect(mx('mx', 'mx1.example.com')).toMatchObject({ form: 'mx', hosts: [{ exchange: 'mx1.example.com' }] });
    expect(mx('none')).toMatchObject({ form: 'none' });
  });

  test('a domain without MX records is its own MX host, first in preference', () => {
    expect(mx('implicit')).toEqual({
      form: 'implicit',
      hosts: [{ preference: 0, exchange: 'example.com' }],
      addresses: [],
    });
  });

  test('a policy that is served no more, and that no sender could keep, is none', () => {
    const lost = { mode: 'enforce', mx: ['mx1.example.com'], lostAt: 5_000 } as never;
    expect(domainViewOfState(domain({ policy: lost }), 4_999).policy).toMatchObject({ mode: 'enforce' });
    expect(domainViewOfState(domain({ policy: lost }), 5_000).policy).toBeUndefined();
    expect(
      domainViewOfState(domain({ policy: { ...(lost as object), maxAge: 1 } as never }), 5_000).policy,
    ).toBeDefined();
  });
});
