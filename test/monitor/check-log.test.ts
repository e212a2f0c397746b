import { CheckLog } from '../../lib/monitor/check-log';
import { checkRecord } from '../../lib/monitor/check-record';
import { domainTarget } from '../../lib/core/model';
import type { CheckRecord } from '../../lib/core/model';
import { ADDRESS, NOON, domainCheck, hostCheck, noStartTls, twoRecords, unreachable } from './stage';

const record = (n: number): CheckRecord =>
  checkRecord(domainCheck(`d${n}.example`, NOON), { runId: 'r', durationMs: 1 });

describe('the log of looks', () => {
  test('is written in full requests, and what is left at the end', async () => {
    const requests: number[] = [];
    const log = new CheckLog({ putChecks: async (checks) => void requests.push(checks.length) });
    for (let n = 0; n < 60; n++) await log.add(record(n));
    await log.flush();
    await log.flush();
    expect(requests).toEqual([25, 25, 10]);
  });

  test('keeps what the store did not take for the next time', async () => {
    const stored = new Set<string>();
    let fails = true;
    const log = new CheckLog({
      putChecks: async (checks) => {
        if (fails) throw new Error('throttled');
        for (const { target } of checks) stored.add(target.name);
      },
    });
    await log.add(record(0));
    await expect(log.flush()).rejects.toThrow('throttled');
    fails = false;
    await log.add(record(1));
    await log.flush();
    expect([...stored]).toEqual(['d0.example', 'd1.example']);
  });
});

describe('a look as a line of the history', () => {
  test('of a domain', () => {
    const check = domainCheck('a.example', NOON, {
      findings: [twoRecords('a.example'), twoRecords('a.example')],
      missing: [{ aspect: 'mx', cause: 'servfail', detail: 'long' }],
    });
    expect(checkRecord(check, { runId: 'r', durationMs: 12.7, verdict: 'unprotected' })).toEqual({
      target: domainTarget('a.example'),
      at: NOON,
      runId: 'r',
      durationMs: 13,
      kinds: ['sts-record-multiple'],
      unknown: ['mx servfail'],
      certificates: [],
      verdict: 'unprotected',
      stsId: '1',
      policy: check.facts.policy?.state === 'served' ? check.facts.policy.sha256 : undefined,
    });
  });

  test('of an MX host: each certificate once, by its first digits', () => {
    const served = {
      fingerprint: '0123456789abcdef0123456789abcdef',
      notAfter: 0,
      issuer: '',
      keyType: 'ec',
      dnsNames: [],
      spkiSha256: '',
    };
    const check = {
      ...hostCheck('mx1.example.com', NOON, { findings: [noStartTls()], missing: [unreachable('mx1.example.com')] }),
      served: { [ADDRESS]: served, '192.0.2.26': served },
    };
    expect(checkRecord(check, { runId: 'r', durationMs: 1 })).toMatchObject({
      kinds: ['mx-host-starttls-missing'],
      unknown: [`smtp:${ADDRESS} timeout`],
      certificates: ['0123456789abcdef'],
    });
  });
});
