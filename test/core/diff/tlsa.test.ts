import { judgeDomain, judgeMxHost } from '../../../lib/core/judge';
import { DEFAULT_DIFF_OPTIONS, domainCheck, mxHostCheck, nextState, type Check } from '../../../lib/core/diff';
import { messageFor } from '../../../lib/core/alerting/words/message';
import { alertIdOf, applyEvent } from '../../../lib/core/alerting/apply-event';
import { DEFAULT_ALERT_POLICY } from '../../../lib/core/alerting/policy';
import type {
  DnssecStatus,
  MonitorEvent,
  MxHostObservation,
  Observed,
  TargetState,
  TlsaAnswer,
  TlsaRecord,
} from '../../../lib/core/model';
import { present, unknown } from '../../../lib/core/model';
import { strayTlsa, tlsa } from '../../support/dane';
import { domainObservation, HOST, NOW } from '../../support/observations';
import { makeCertificates, signedHost, type Certificates } from '../judge/dane-cases';
import { readDomain, readMxHost } from '../../../lib/core/reading';

let certificates: Certificates;
beforeAll(async () => {
  certificates = await makeCertificates();
});

const published = (dnssec: DnssecStatus, ...records: readonly TlsaRecord[]): Observed<TlsaAnswer> =>
  present({ cnameChain: [], ttl: 60, dnssec, records });
const signed = (...records: readonly TlsaRecord[]): Observed<TlsaAnswer> => published('secure', ...records);
const none: Observed<TlsaAnswer> = { state: 'absent', reason: 'no-name', dnssec: 'secure' };

/** Looks at one target, an hour apart. */
class Checks {
  private state: TargetState | undefined;
  private at = NOW;
  last: readonly MonitorEvent[] = [];

  see(check: Check): readonly string[] {
    const transition = nextState(
      this.state,
      { ...check, observedAt: (this.at += 3_600_000) },
      { ...DEFAULT_DIFF_OPTIONS, vantageGood: () => true },
    );
    if (transition.outcome !== 'changed') return [transition.outcome];
    this.state = transition.state;
    this.last = transition.events;
    return transition.events.map((event) => ('finding' in event ? `${event.type} ${event.finding.kind}` : event.type));
  }

  host(observation: MxHostObservation): readonly string[] {
    return this.see(mxHostCheck(readMxHost(observation), judgeMxHost(readMxHost(observation))));
  }
}

const hostChecks = (observation: MxHostObservation): Checks => {
  const checks = new Checks();
  checks.host(observation);
  return checks;
};

test('the first look, and the same again, tell nothing', () => {
  const { leaf, ca } = certificates;
  const observation = signedHost(signed(tlsa(3, 1, 1, leaf)), [leaf, ca]);
  const checks = new Checks();
  expect(checks.host(observation)).toEqual(['target-added']);
  expect(checks.host(observation)).toEqual(['unchanged']);
  expect(checks.host({ ...observation, tlsa: unknown('timeout', '') })).toEqual([]);
  expect(checks.host(observation)).toEqual([]);
});

test('the order of the records is no change', () => {
  const { leaf, ca, renewed } = certificates;
  const [one, other] = [tlsa(3, 1, 1, leaf), tlsa(3, 1, 1, renewed)];
  expect(
    hostChecks(signedHost(signed(one, other), [leaf, ca])).host(signedHost(signed(other, one), [leaf, ca])),
  ).toEqual(['unchanged']);
});

test('an open mismatch stays as it is when name servers turn the order of the records', () => {
  const { leaf, ca } = certificates;
  const [one, other] = [strayTlsa(3), strayTlsa(2)];
  const checks = hostChecks(signedHost(signed(one, other), [leaf, ca]));
  expect(checks.host(signedHost(signed(other, one), [leaf, ca]))).toEqual(['unchanged']);
});

test('without the addresses nothing is known of TLSA records, so that their faults stay', () => {
  const { leaf, ca } = certificates;
  const checks = new Checks();
  expect(checks.host(signedHost(signed(strayTlsa(1)), [leaf, ca]))).toContain('finding-opened mx-host-tlsa-unusable');
  expect(
    checks.host({ ...signedHost(signed(strayTlsa(1))), addresses: unknown('timeout', ''), endpoints: [] }),
  ).toEqual([]);
  expect(checks.host(signedHost(signed(strayTlsa(1)), [leaf, ca]))).toEqual([]);
});

test('the renewal accident: told with the record to publish', () => {
  const { leaf, renewed, ca } = certificates;
  const checks = hostChecks(signedHost(signed(tlsa(3, 1, 1, leaf)), [leaf, ca]));
  expect(checks.host(signedHost(signed(tlsa(3, 1, 1, leaf)), [renewed, ca]))).toEqual([
    'finding-opened mx-host-tlsa-mismatch',
    'certificate-changed-under-same-tlsa',
    'certificate-replaced',
  ]);
  const [opened, accident, replaced] = checks.last;
  expect(accident).toMatchObject({
    publish: `_25._tcp.${HOST}. IN TLSA 3 1 1 ${renewed.facts.spkiSha256}`,
    beforeCertificate: leaf.facts.fingerprint,
    afterCertificate: renewed.facts.fingerprint,
    // One cause, one alert: the finding speaks for both.
    toldBy: [opened?.type === 'finding-opened' ? opened.finding.fingerprint : ''],
  });
  expect(replaced?.toldBy).toEqual(expect.arrayContaining([accident?.id]));
});

test('the renewal accident at two addresses at once is one', () => {
  const { leaf, renewed, ca } = certificates;
  const checks = hostChecks(signedHost(signed(tlsa(3, 1, 1, leaf)), [leaf, ca], [leaf, ca]));
  expect(checks.host(signedHost(signed(tlsa(3, 1, 1, leaf)), [renewed, ca], [renewed, ca]))).toEqual([
    'finding-opened mx-host-tlsa-mismatch',
    'certificate-changed-under-same-tlsa',
    'certificate-replaced',
  ]);
});

test('a renewal with the same key, or under an authority, is none', () => {
  const { leaf, renewed, ca } = certificates;
  expect(
    hostChecks(signedHost(signed(tlsa(2, 1, 1, ca)), [leaf, ca])).host(
      signedHost(signed(tlsa(2, 1, 1, ca)), [renewed, ca]),
    ),
  ).toEqual(['certificate-replaced']);
  const sameKey = { ...renewed, facts: { ...leaf.facts, fingerprint: 'ff'.repeat(32) } };
  expect(
    hostChecks(signedHost(signed(tlsa(3, 1, 1, leaf)), [leaf, ca])).host(
      signedHost(signed(tlsa(3, 1, 1, leaf)), [sameKey, ca]),
    ),
  ).toEqual(['certificate-replaced']);
});

test('a roll-over as it should be: three changes and no fault', () => {
  const { leaf, renewed, ca } = certificates;
  const [old, next] = [tlsa(3, 1, 1, leaf), tlsa(3, 1, 1, renewed)];
  const checks = hostChecks(signedHost(signed(old), [leaf, ca]));
  expect(checks.host(signedHost(signed(old, next), [leaf, ca]))).toEqual(['tlsa-changed']);
  expect(checks.last).toMatchObject([{ before: `3 1 1 ${old.data}`, rollOver: 'began' }]);
  expect(checks.host(signedHost(signed(old, next), [renewed, ca]))).toEqual(['certificate-replaced']);
  expect(checks.host(signedHost(signed(next), [renewed, ca]))).toEqual(['tlsa-changed']);
  expect(checks.last).toMatchObject([{ after: `3 1 1 ${next.data}`, rollOver: 'ended' }]);
});

test('records that are replaced, come, go, or lose their signature', () => {
  const { leaf, ca } = certificates;
  const chain = [leaf, ca] as const;
  const good = signedHost(signed(tlsa(3, 1, 1, leaf)), chain);
  expect(hostChecks(good).host(signedHost(signed(tlsa(3, 0, 1, leaf)), chain))).toEqual(['tlsa-changed']);
  expect(hostChecks(good).host(signedHost(none, chain))).toEqual(['tlsa-changed']);
  expect(hostChecks(signedHost(none, chain)).host(good)).toEqual(['tlsa-changed']);
  const checks = hostChecks(good);
  expect(checks.host(signedHost(published('insecure', tlsa(3, 1, 1, leaf)), chain))).toEqual([
    'finding-opened mx-host-tlsa-insecure',
    'tlsa-changed',
  ]);
  expect(checks.last[1]).toMatchObject({ after: `3 1 1 ${leaf.facts.spkiSha256}\n(not proven by DNSSEC)` });
});

test('records for a stranger: the mismatch speaks for the change', () => {
  const { leaf, ca } = certificates;
  const checks = hostChecks(signedHost(signed(tlsa(3, 1, 1, leaf)), [leaf, ca]));
  expect(checks.host(signedHost(signed(strayTlsa(3)), [leaf, ca]))).toEqual([
    'finding-opened mx-host-tlsa-mismatch',
    'tlsa-changed',
  ]);
  expect(checks.last[1]?.toldBy).toHaveLength(1);
});

describe('MX records', () => {
  const domain = (dnssec: DnssecStatus) => {
    const observation = domainObservation({
      mx: present({ cnameChain: [], ttl: 60, dnssec, records: [{ preference: 10, exchange: HOST }] }),
    });
    return domainCheck(readDomain(observation), judgeDomain(readDomain(observation)));
  };

  test('that are signed no longer, and again', () => {
    const checks = new Checks();
    checks.see(domain('secure'));
    expect(checks.see(domain('secure'))).toEqual(['unchanged']);
    expect(checks.see(domain('insecure'))).toEqual(['mx-dnssec-changed']);
    expect(checks.last).toMatchObject([{ before: 'secure', after: 'insecure' }]);
    expect([1, 2, 3].map(() => checks.see(domain('secure')))).toEqual([[], [], ['mx-dnssec-changed']]);
  });

  test('that are bogus are told as that, and what was known stays', () => {
    const checks = new Checks();
    checks.see(domain('secure'));
    const bogus = domainObservation({ mx: unknown('bogus', 'seen') });
    const check = domainCheck(readDomain(bogus), judgeDomain(readDomain(bogus)));
    expect([checks.see(check), checks.see(check), checks.see(check)]).toEqual([
      [],
      [],
      ['finding-opened dnssec-bogus'],
    ]);
    const clean = [1, 2, 3].map(() => checks.see(domain('secure')));
    expect(clean).toEqual([[], [], ['finding-resolved dnssec-bogus']]);
  });
});

describe('in words', () => {
  const policy = { ...DEFAULT_ALERT_POLICY, minimumSeverity: 'info' as const, channels: ['a'] };
  const impact = { domains: 1, sample: ['example.com'], enforcing: 0, undeliverable: 0 };

  function headline(event: MonitorEvent | undefined): string {
    if (event === undefined) throw new Error('no event');
    expect(alertIdOf(event)).toBeDefined();
    const alert = applyEvent(undefined, event, impact, policy);
    const message = alert && messageFor(alert, 'a', NOW);
    expect(message?.headline).toMatch(/^[A-Z].*\.$/);
    return `${message?.severity}: ${message?.headline}\n${message?.fix}`;
  }

  test('each change', () => {
    const { leaf, renewed, ca } = certificates;
    const checks = hostChecks(signedHost(signed(tlsa(3, 1, 1, leaf)), [leaf, ca]));
    checks.host(signedHost(signed(tlsa(3, 1, 1, leaf), tlsa(3, 1, 1, renewed)), [leaf, ca]));
    expect(headline(checks.last[0])).toMatch(
      /^info: Mail is delivered as before: mx1\.example\.com has a TLSA record for another key beside the one in use/,
    );
    checks.host(signedHost(none, [leaf, ca]));
    expect(headline(checks.last[0])).toMatch(
      /^warning: Senders that use DANE check the server of mx1\.example\.com no longer/,
    );
  });

  test('the accident, as the finding tells it', () => {
    const { leaf, renewed, ca } = certificates;
    const checks = hostChecks(signedHost(signed(tlsa(3, 1, 1, leaf)), [leaf, ca]));
    checks.host(signedHost(signed(tlsa(3, 1, 1, leaf)), [renewed, ca]));
    expect(headline(checks.last[0])).toMatch(
      /^error: Senders that use DANE skip an MX host of example\.com: no TLSA record of mx1\.example\.com matches the certificate that it serves\./,
    );
    expect(headline(checks.last[0])).toContain(`_25._tcp.${HOST}. IN TLSA 3 1 1 ${renewed.facts.spkiSha256}`);
  });
});
