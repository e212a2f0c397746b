import { judgeDomain, judgeMxHost, reportDomain } from '../../lib';
import { domainObservation, mxHostObservation } from '../support/observations';

test('what an observer gives is what the functions of the package take', () => {
  const domain = domainObservation({ stsRecord: { state: 'absent', reason: 'no-name' } });
  expect(judgeDomain(domain).findings.map(({ kind }) => kind)).toContain('sts-record-missing');
  expect(judgeMxHost(mxHostObservation())).toMatchObject({ findings: [] });
  const report = reportDomain(domain, [mxHostObservation()]);
  expect(report.findings.map(({ kind }) => kind)).toContain('sts-record-missing');
});
