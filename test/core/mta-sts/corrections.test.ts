import type { Correction } from '../../../lib/core/model';
import { parsePolicy } from '../../../lib/core/mta-sts/policy';
import { policyLines } from '../../../lib/core/mta-sts/policy-lines';
import { correctedStsRecord, parseStsRecord } from '../../../lib/core/mta-sts/record';
import { correctedTlsRptRecord, parseTlsRptRecord } from '../../../lib/core/tls-rpt/record';

const HOSTS = ['mx1.example.com', 'mx2.example.com'];
const problemsOf = (body: string) => parsePolicy(body, HOSTS).problems.filter(({ severity }) => severity !== 'info');

/** The policy as one publishes it who does what the problems say, or an instruction that only a person can follow. */
function corrected(body: string): { readonly body: string } | { readonly says: readonly string[] } {
  const lines = policyLines(body);
  const said: string[] = [];
  const added: string[] = [];
  for (const { line, correction, message } of [...problemsOf(body)].sort((a, b) => (b.line ?? 0) - (a.line ?? 0))) {
    const how: Correction = correction ?? { say: `nothing for: ${message}` };
    if ('say' in how) said.push(how.say);
    else if ('policy' in how) return { body: how.policy.join('\n') };
    else if (line === undefined) added.push(...('write' in how ? how.write : []));
    else lines.splice(line - 1, 1, ...('write' in how ? how.write : []));
  }
  return said.length > 0 ? { says: said } : { body: [...new Set([...lines, ...added])].join('\r\n') };
}

const policy = (...lines: readonly string[]): string => lines.join('\r\n');

test.each([
  ['a wrong mode', policy('version: STSv1', 'mode: enforcer', 'mx: a.example.com', 'max_age: 604800')],
  ['a wrong version', policy('version: STSv2', 'mode: enforce', 'mx: a.example.com', 'max_age: 604800')],
  ['another case', policy('Version: STSv1', 'MODE: Enforce', 'MX: a.example.com', 'max_age: 604800')],
  ['a space before each colon', policy('version : STSv1', 'mode : enforcer', 'mx : a.example.com', 'max_age : 604800')],
  ['no colon', policy('version STSv1', 'mode enforce', 'mx a.example.com', 'max_age 604800')],
  [
    'list markers',
    policy('version: STSv1', 'mode: enforce', '- mx: a.example.com', '* mx: b.example.com', 'max_age: 604800'),
  ],
  [
    'a blank line and a comment',
    policy('version: STSv1', '', 'mode: enforce', '# x', 'mx: a.example.com', 'max_age: 604800'),
  ],
  [
    'a list in one mx line',
    policy('version: STSv1', 'mode: enforce', 'mx: a.example.com, b.example.com', 'max_age: 604800'),
  ],
  [
    'mx values with a dot, a port, a preference, a scheme',
    policy(
      'version: STSv1',
      'mode: enforce',
      'mx: a.example.com.',
      'mx: b.example.com:25',
      'mx: 10 c.example.com',
      'mx: https://d.example.com',
      'max_age: 604800',
    ),
  ],
  ['max_age with a unit', policy('version: STSv1', 'mode: enforce', 'mx: a.example.com', 'max_age: 7d')],
  ['max_age beyond the limit', policy('version: STSv1', 'mode: enforce', 'mx: a.example.com', 'max_age: 99999999')],
  ['max_age 0', policy('version: STSv1', 'mode: enforce', 'mx: a.example.com', 'max_age: 0')],
  ['all fields on one line', 'version: STSv1 mode: enforce mx: a.example.com max_age: 604800'],
  ['no version', policy('mode: enforce', 'mx: a.example.com', 'max_age: 604800')],
  ['no mode', policy('version: STSv1', 'mx: a.example.com', 'max_age: 604800')],
  ['no mx', policy('version: STSv1', 'mode: enforce', 'max_age: 604800')],
  ['no max_age', policy('version: STSv1', 'mode: enforce', 'mx: a.example.com')],
  ['nothing', ''],
  ['a web page', '<!doctype html><p>Hello'],
  ['JSON', '{"version": "STSv1"}'],
  ['the text of the record', 'v=STSv1; id=1;'],
])('who publishes the corrections of a policy with %s has a valid one', (_name, body) => {
  expect(problemsOf(body).length).toBeGreaterThan(0);
  const once = corrected(body);
  expect(once).toHaveProperty('body');
  expect(parsePolicy('body' in once ? once.body : '').problems.map(({ message }) => message)).toEqual([]);
});

test.each([
  ['a mode that cannot be guessed', policy('version: STSv1', 'mode: ???', 'mx: a.example.com', 'max_age: 604800')],
  ['an mx that is a mail address', policy('version: STSv1', 'mode: enforce', 'mx: a@example.com', 'max_age: 604800')],
  ['a max_age that is no number', policy('version: STSv1', 'mode: enforce', 'mx: a.example.com', 'max_age: long')],
  ['two modes', policy('version: STSv1', 'mode: enforce', 'mode: none', 'mx: a.example.com', 'max_age: 604800')],
  ['a byte order mark', policy('\ufeffversion: STSv1', 'mode: enforce', 'mx: a.example.com', 'max_age: 604800')],
  ['UTF-16', '\ufffd\ufffdv\0e\0'],
  ['CR alone', 'version: STSv1\rmode: enforce\rmx: a.example.com\rmax_age: 604800'],
])('%s is for a person to correct, who is told how', (_name, body) => {
  const { says } = corrected(body) as { readonly says?: readonly string[] };
  expect(says).toEqual([expect.stringMatching(/^(?!nothing for)[a-z].*[^.]\.$/)]);
});

test('names of examples are never to be published', () => {
  for (const body of ['', '<p>', policy('version: STSv1', 'mode: enforce', 'max_age: 604800')])
    for (const hosts of [undefined, [], ['no host']])
      expect(JSON.stringify(parsePolicy(body, hosts).problems.map(({ correction }) => correction))).not.toMatch(
        /mail\.example|no host/,
      );
});

test.each([
  'v=STSv1; id=',
  'v=stsv1; id=2026',
  'v=STSv1 id=a-b',
  '"v=STSv1; id=1;"',
  'id: 7',
  '',
  'v=STSv1; id=\u202e',
])('the STS record in place of %j is valid', (text) =>
  expect(parseStsRecord([correctedStsRecord(text, '20261123')]).verdict).toBe('ok'),
);

test.each(['v=TLSRPTv1; rua=a@example.com', 'v=TLSRPTv1;', 'TLSRPTv1 rua=mailto:a@b.example, https://c.example/', ''])(
  'the TLSRPT record in place of %j is valid',
  (text) =>
    expect(parseTlsRptRecord([correctedTlsRptRecord(text, 'mailto:tls-reports@example.com')]).verdict).toBe('ok'),
);

test('what can be kept of a faulty record is kept', () => {
  expect(correctedStsRecord('v=stsv1 id=abc', 'new')).toBe('v=STSv1; id=abc;');
  expect(correctedStsRecord('v=STSv1;', 'new')).toBe('v=STSv1; id=new;');
  expect(correctedTlsRptRecord('v=TLSRPTv1; rua=a@b.example', 'mailto:x@y.example')).toBe(
    'v=TLSRPTv1; rua=mailto:a@b.example',
  );
  expect(correctedTlsRptRecord('v=TLSRPTv1;', 'mailto:x@y.example')).toBe('v=TLSRPTv1; rua=mailto:x@y.example');
});
