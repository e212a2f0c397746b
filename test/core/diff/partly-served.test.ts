/** A policy host with several addresses, of which one serves the policy and was not tried in every check. */
import { CATALOGUE, breaksPolicyInPart, breaksPolicy, findingOf } from '../../../lib/core/findings';
import type { Aspect, Finding } from '../../../lib/core/model';
import { DOMAIN, Watch, unseen } from './checks';

const [GOOD, ALSO_GOOD, BAD] = ['192.0.2.80', '192.0.2.81', '192.0.2.82'];
const at = (address: string): Aspect => `policy:${address}`;

/** @param servedAt the addresses that served the policy in the same check */
const notFound = (servedAt: readonly string[] = []): Finding =>
  findingOf({
    kind: 'policy-http-status',
    subject: DOMAIN,
    evidence: {
      ...CATALOGUE['policy-http-status'].example,
      status: 404,
      addresses: [BAD],
      ...(servedAt.length > 0 && { partly: true, servedAt }),
    },
    aspects: [at(BAD)],
  });

function remembered(next: Parameters<Watch['see']>[0], before = notFound([GOOD])): Finding {
  const watch = new Watch(DOMAIN);
  const policyAddresses = [GOOD, BAD];
  watch.see({ facts: { policyAddresses }, findings: [before] });
  watch.see({ facts: { policyAddresses }, ...next });
  const [state] = Object.values(watch.state?.findings ?? {});
  if (state === undefined) throw new Error('nothing is remembered');
  return state.finding;
}

test('an address that served it and had no turn still counts as one that serves it', () => {
  const finding = remembered({ findings: [notFound()], missing: [unseen(at(GOOD))] });
  expect(finding).toMatchObject({ evidence: { partly: true, servedAt: [GOOD] } });
  expect([breaksPolicy(finding), breaksPolicyInPart(finding)]).toEqual([false, true]);
});

test('of two such addresses the one that no longer serves it does not count', () => {
  const finding = remembered({ findings: [notFound()], missing: [unseen(at(ALSO_GOOD))] }, notFound([GOOD, ALSO_GOOD]));
  expect(finding.evidence).toMatchObject({ servedAt: [ALSO_GOOD] });
});

test('when every address was tried and none serves it, the domain has no policy', () => {
  const finding = remembered({ findings: [notFound()] });
  expect(breaksPolicy(finding)).toBe(true);
  expect(finding.severity).toBe(notFound().severity);
});

test('what broke the policy at every address does so until an address is seen to serve it', () => {
  expect(breaksPolicy(remembered({ findings: [notFound()], missing: [unseen(at(GOOD))] }, notFound()))).toBe(true);
  const finding = remembered({ findings: [notFound([GOOD])] }, notFound());
  expect(breaksPolicy(finding)).toBe(false);
});
