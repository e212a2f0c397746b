import { readableReport } from '../../../lib/cli/check/readable';
import { colorsFor } from '../../../lib/cli/terminal/style';
import type { PolicyEndpoint } from '../../../lib/core/model';
import { reportDomain } from '../../../lib/core/report';
import { addresses, domainObservation, http, policyEndpoint, policyFetchFrom } from '../../support/observations';
import { readDomain } from '../../../lib/core/reading';

const output = { columns: 200, write: () => true };

function printed(...endpoints: readonly PolicyEndpoint[]): string {
  const observation = domainObservation({ policyFetch: policyFetchFrom(...endpoints) });
  return readableReport(reportDomain(readDomain(observation), []), output, colorsFor(output, { NO_COLOR: '1' }));
}

test('several addresses of a policy host, each with what it serves', () => {
  const text = printed(
    policyEndpoint({ address: '192.0.2.80' }),
    policyEndpoint({ address: '192.0.2.81', http: http({ status: 404, body: 'no' }) }),
    policyEndpoint({
      address: '192.0.2.82',
      http: http({ body: 'version: STSv1\r\nmode: none\r\nmax_age: 86400\r\n' }),
    }),
    {
      address: '192.0.2.83',
      family: 4,
      durationMs: 1,
      failure: { step: 'connect', cause: 'refused', detail: 'ECONNREFUSED' },
    },
  );
  expect(text).toContain('    192.0.2.80 HTTP 200, this policy, TLSv1.3');
  expect(text).toContain('    192.0.2.81 HTTP 404, TLSv1.3');
  expect(text).toContain('    192.0.2.82 HTTP 200, another policy, TLSv1.3');
  expect(text).toContain('    192.0.2.83 connect failed: refused (ECONNREFUSED)');
});

test('no policy at any of several addresses', () => {
  const notFound = { http: http({ status: 404, body: 'no' }) };
  expect(
    printed(
      policyEndpoint({ address: '192.0.2.80', ...notFound }),
      policyEndpoint({ address: '192.0.2.81', ...notFound }),
    ),
  ).toContain('  Policy host:\n    192.0.2.80 HTTP 404, TLSv1.3');
});

test('addresses whose turn is in another check are counted', () => {
  const served = policyEndpoint({ address: '192.0.2.80' });
  const fetch = { ...policyFetchFrom(served), addresses: addresses('192.0.2.80', '192.0.2.81', '192.0.2.82') };
  const report = reportDomain(readDomain(domainObservation({ policyFetch: fetch })), []);
  expect(report.policy.addressesNotTried).toEqual(['192.0.2.81', '192.0.2.82']);
  const text = readableReport(report, output, colorsFor(output, { NO_COLOR: '1' }));
  expect(text).toContain('    192.0.2.80 HTTP 200, this policy, TLSv1.3');
  expect(text).toContain('    2 more addresses not checked this time');
});

test('one address is not listed', () => {
  expect(printed(policyEndpoint({ address: '192.0.2.80' }))).not.toContain('HTTP 200');
});
