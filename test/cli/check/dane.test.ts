import { readableReport } from '../../../lib/cli/check/readable';
import { colorsFor } from '../../../lib/cli/terminal/style';
import type { MxHostObservation } from '../../../lib/core/model';
import { present, unknown } from '../../../lib/core/model';
import { reportDomain } from '../../../lib/core/report';
import { strayTlsa, tlsa } from '../../support/dane';
import { domainObservation, HOST } from '../../support/observations';
import { makeCertificates, signedHost, type Certificates } from '../../core/judge/dane-cases';
import { readDomain, readMxHost } from '../../../lib/core/reading';

let certificates: Certificates;
beforeAll(async () => {
  certificates = await makeCertificates();
});

function told(host: MxHostObservation): string {
  const mx = present({
    cnameChain: [],
    ttl: 60,
    dnssec: 'secure' as const,
    records: [{ preference: 10, exchange: HOST }],
  });
  const output = { columns: 200, write: () => true };
  return readableReport(
    reportDomain(readDomain(domainObservation({ mx })), [host].map(readMxHost)),
    output,
    colorsFor(output, { NO_COLOR: '1' }),
  );
}

const records = (...all: ReturnType<typeof tlsa>[]) =>
  present({ cnameChain: [], ttl: 60, dnssec: 'secure' as const, records: all });

test('a mismatch: what each kind of sender does, and the record to publish', () => {
  const { leaf, ca } = certificates;
  const text = told(signedHost(records(strayTlsa(3)), [leaf, ca]));
  expect(text).toContain(
    'DANE: undeliverable\n    Senders that use DANE do not deliver to MX host mx1.example.com: no TLSA record of mx1.example.com matches its certificate.',
  );
  expect(text).toContain('Senders that support MTA-STS but not DANE deliver over authenticated TLS.');
  expect(text).toContain('Exchange Online defers the mail, then bounces it.');
  expect(text).toContain(`_25._tcp.${HOST}. IN TLSA 3 1 1 ${leaf.facts.spkiSha256}`);
  expect(text).toContain(`MX 10 ${HOST}: accepted; DANE: refused`);
});

test('a roll-over is said beside the host', () => {
  const { leaf, ca } = certificates;
  expect(told(signedHost(records(strayTlsa(3), tlsa(3, 1, 1, leaf)), [leaf, ca]))).toContain(
    'DANE: authenticated, a roll-over is under way',
  );
});

test('bogus is told as a fault, not as something that says nothing', () => {
  const { leaf, ca } = certificates;
  const text = told(signedHost(unknown('bogus', 'seen'), [leaf, ca]));
  expect(text).toContain('ERROR The TLSA records of mx1.example.com fail DNSSEC validation');
  expect(text).not.toContain('Could not be checked from here');
});

test('where DANE is not used nothing is said of it', () => {
  const { leaf, ca } = certificates;
  expect(told(signedHost({ state: 'absent', reason: 'no-name', dnssec: 'secure' }, [leaf, ca]))).not.toMatch(
    /DANE:|try DANE/,
  );
});
