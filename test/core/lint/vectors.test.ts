import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lintMatch, lintPolicy, lintRecord, lintTlsRpt } from '../../../lib/core/lint/lint';
import { selectStsRecord } from '../../../lib/core/mta-sts/record';
import type { ParseResult } from '../../../lib/core/text/result';
import { MX_MATCHES, POLICIES, STS_RECORDS, STS_RECORD_SETS, TLSRPT_RECORDS } from './vectors';

/** More of the same, kept beside the checkout where there are several projects; a checkout alone has its own table. */
const SHARED = join(__dirname, '../../../../shared/vectors');

function withShared<V>(own: readonly V[], file: string): V[] {
  const path = join(SHARED, file);
  return existsSync(path) ? [...own, ...(JSON.parse(readFileSync(path, 'utf8')) as V[])] : [...own];
}

function expectVerdict(
  result: Pick<ParseResult<unknown>, 'verdict' | 'value' | 'problems'>,
  vector: { verdict: string; value?: unknown },
): void {
  expect(result.verdict).toBe(vector.verdict);
  if (vector.value !== undefined) expect(result.value).toEqual(vector.value);
  const severities = result.problems.map(({ severity }) => severity);
  switch (vector.verdict) {
    case 'ok':
      expect(severities.filter((severity) => severity !== 'info')).toEqual([]);
      break;
    case 'warn':
      expect(severities).toContain('warning');
      expect(severities).not.toContain('error');
      expect(result.value).toBeDefined();
      break;
    default:
      expect(severities).toContain('error');
      expect(result).not.toHaveProperty('value');
  }
}

describe('the verdict on a text', () => {
  it.each(withShared(STS_RECORDS, 'sts-record.json'))('STS record $txt is $verdict: $why', (vector) =>
    expectVerdict(lintRecord(vector.txt), vector),
  );
  it.each(withShared(STS_RECORD_SETS, 'sts-record-set.json'))('TXT records $records are $verdict: $why', (vector) =>
    expectVerdict(selectStsRecord(vector.records), vector),
  );
  it.each(withShared(TLSRPT_RECORDS, 'tlsrpt-record.json'))('TLSRPT record $txt is $verdict: $why', (vector) =>
    expectVerdict(lintTlsRpt(vector.txt), vector),
  );
  it.each(withShared(POLICIES, 'sts-policy.json'))('policy $body is $verdict: $why', (vector) =>
    expectVerdict(lintPolicy(vector.body), vector),
  );
  it.each(withShared(MX_MATCHES, 'mx-match.json'))('$pattern against $mx: $match', ({ pattern, mx, match }) =>
    expect(lintMatch(pattern, mx)).toEqual({ match }),
  );
});
