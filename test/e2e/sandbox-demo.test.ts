import { demoScript, startSandbox, type Sandbox } from '../../lib/sandbox';
import { demoDomains } from '../../lib/sandbox/demo/domains';
import { check, kindsOf, observerOf } from '../support/sandbox-check';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ domains: demoDomains(0) });
});
afterAll(() => sandbox.close());

/** Verdict and kinds of each domain that is not simply protected. A new observer: DNS answers are kept within one run. */
async function checkAll(): Promise<Record<string, string[]>> {
  const observer = observerOf(sandbox);
  const reports = await check(sandbox.domains, observer);
  observer.close();
  const entries = [...reports].map(([domain, report]): [string, string[]] => [
    domain,
    [report.verdict, ...kindsOf(report)],
  ]);
  return Object.fromEntries(entries.filter(([, [verdict, ...kinds]]) => verdict !== 'protected' || kinds.length > 0));
}

const AT_FIRST = {
  'museum.example': ['testing', 'policy-mode-testing'],
  'startup.example': ['protected', 'tlsrpt-missing'],
  'workshop.example': ['unprotected', 'mta-sts-not-used', 'tlsrpt-missing'],
};

test('the demo begins healthy but for three domains, then goes wrong as its script says, and is mended', async () => {
  expect(await checkAll()).toEqual(AT_FIRST);

  const script = demoScript(0);
  const mends = script.findIndex(({ says }) => says.endsWith('again'));
  for (const { change } of script.slice(0, mends)) await sandbox.apply(change);
  expect(await checkAll()).toEqual({
    ...AT_FIRST,
    'airline.example': ['testing', 'policy-mode-testing'],
    'bank.example': ['degraded', 'mx-host-certificate-expired'],
    'city.example': ['unprotected', 'policy-host-certificate-expired'],
    'library.example': ['undeliverable', 'mx-host-starttls-missing'],
    'news.example': ['degraded', 'mx-not-covered'],
    'post.example': ['protected', 'mx-host-certificate-expiring'],
    'school.example': ['undeliverable', 'mx-host-starttls-missing'],
    'smallhost.example': ['undeliverable', 'mx-host-starttls-missing'],
  });

  for (const { change } of script.slice(mends)) await sandbox.apply(change);
  expect(await checkAll()).toEqual(AT_FIRST);
});
