import { ALERT_KINDS } from '../../../lib/core/alerting';
import { FINDING_KINDS } from '../../../lib/core/findings';
import { EXIT } from '../../../lib/cli/exit-code';
import { runProgram } from '../support';

test('a finding is told by what it is, why it matters, what senders do, and how to mend it', async () => {
  const { stdout, exitCode } = await runProgram(['explain', 'mx-host-starttls-missing']);
  expect(exitCode ?? 0).toBe(0);
  expect(stdout).toMatch(/^ERROR .+ \(mx-host-starttls-missing\)\n {2}Mail is refused; told /);
  for (const words of [
    /^ {2}Why /m,
    /^ {2}Senders /m,
    /starttls-not-supported \(RFC 8460\)/,
    /^ {2}Fix /m,
    /^ {2}Example /m,
    /RFC 8461/,
    /docs\/findings\.md#mx-host-starttls-missing/,
  ])
    expect(stdout).toMatch(words);
});

test('every kind that an alert can have is explained, in words and in JSON', async () => {
  for (const kind of ALERT_KINDS) {
    expect((await runProgram(['explain', kind])).stdout.split('\n').length).toBeGreaterThan(2);
    expect(JSON.parse((await runProgram(['explain', kind, '--json'])).stdout)).toMatchObject({
      schemaVersion: 1,
      kind,
      why: expect.stringMatching(/\S/) as string,
    });
  }
});

test('a kind that is mistyped is told what was meant', async () => {
  expect(await runProgram(['explain', 'mx-host-startls-missing'])).toMatchObject({
    exitCode: EXIT.usage,
    stderr: expect.stringContaining('Did you mean mx-host-starttls-missing?') as string,
  });
  expect((await runProgram(['explain', '\u001b[31mzzz'])).stderr).toBe(
    'There is no finding "\\u001b[31mzzz". mta-sts-watch explain lists them all.\n',
  );
});

test('without a kind all are listed', async () => {
  const { stdout } = await runProgram(['explain']);
  for (const kind of ALERT_KINDS) expect(stdout).toContain(`  ${kind}`);
  const document = JSON.parse((await runProgram(['explain', '--json'])).stdout) as { findings: { kind: string }[] };
  expect(document.findings.map(({ kind }) => kind).sort()).toEqual([...FINDING_KINDS].sort());
});

test('a bounce is explained by the findings that give it', async () => {
  const { stdout } = await runProgram([
    'explain',
    '551',
    '5.4.8',
    "MX hosts of 'contoso.com' failed MTA-STS validation",
  ]);
  expect(stdout).toMatch(
    /^Exchange Online defers the mail with 4\.4\.8, then bounces it with 5\.4\.8\. One finding causes this/,
  );
  expect(stdout).toMatch(/\(mx-not-covered\)[^]*\n {2}Fix /);
  expect(JSON.parse((await runProgram(['explain', '4.7.4', '--json'])).stdout)).toMatchObject({
    bounce: '5.7.4',
    findings: [{ kind: 'mx-host-starttls-missing' }, { kind: 'mx-host-starttls-refused' }],
  });
  expect(await runProgram(['explain', '5.1.1'])).toMatchObject({
    exitCode: EXIT.usage,
    stderr: expect.stringContaining('The bounce 5.1.1 is not documented as one about MTA-STS or DANE') as string,
  });
});
