import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lintCommand } from '../../../lib/cli/commands/lint';
import { runCli } from '../support';
import type { CliRun, CliSurroundings } from '../support';

const lint = (args: readonly string[], surroundings?: CliSurroundings): Promise<CliRun> =>
  runCli(lintCommand, args, surroundings);
const GOOD = 'version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmax_age: 604800\r\n';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lint-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const fileWith = (content: string | Buffer): string => {
  const file = join(folder, 'mta-sts.txt');
  writeFileSync(file, content);
  return file;
};

describe('lint record', () => {
  it('accepts a good record', async () => {
    expect(await lint(['record', 'v=STSv1; id=1;'])).toEqual({
      stdout: 'ok: Senders accept it.\n',
      stderr: '',
      exitCode: 0,
    });
  });

  it('points at the fault', async () => {
    expect(await lint(['record', 'v=STSv1; id=2016-08-31;'])).toEqual({
      stdout: [
        'invalid: Senders that follow the standard cannot use it.',
        '',
        '     | v=STSv1; id=2016-08-31;',
        '     |             ^^^^^^^^^^',
        '       error: The id "2016-08-31" has characters other than letters and digits. Write "v=STSv1; id=20160831;".',
        '',
      ].join('\n'),
      stderr: '',
      exitCode: 1,
    });
  });

  it('takes the strings of the TXT record in place of the text', async () => {
    expect(await lint(['record', '--json', '--string', 'v=STSv1; id=2016', '--string', '0831Z;'])).toEqual({
      stdout: '{"verdict":"ok","value":{"id":"20160831Z"},"problems":[]}\n',
      stderr: '',
      exitCode: 0,
    });
  });

  it.each([
    ['neither text nor strings', ['record']],
    ['text and strings', ['record', 'v=STSv1; id=1;', '--string', 'x']],
  ])('refuses %s', async (_, args) => {
    expect(await lint(args)).toEqual({
      stdout: '',
      stderr:
        'error: give the text of the record, or its strings with --string, one of the two\nRun it with --help to see what it takes.\n',
      exitCode: 64,
    });
  });

  const ZONE_LINES: readonly [string, string][] = [
    ['with a TTL', '_mta-sts.example.com. 3600 IN TXT "v=STSv1; id=1;"'],
    ['without a TTL', '_mta-sts.example.com. IN TXT "v=STSv1; id=1;"'],
    ['class before TTL', '_mta-sts\tIN\t1h\tTXT\t"v=STSv1; id=1;"'],
    ['relative, without a class', '_mta-sts TXT "v=STSv1; id=1;"'],
    ['without an owner', '  IN TXT "v=STSv1; id=1;"'],
    ['of two strings', '_mta-sts 300 IN TXT "v=STSv1; " "id=1;"'],
    ['in parentheses', '_mta-sts IN TXT ( "v=STSv1; " ; version\n  "id=1;" )'],
    ['as nslookup prints it', '_mta-sts.example.com\ttext = "v=STSv1; id=1;"'],
    [
      'of PowerShell',
      'Add-DnsServerResourceRecord -Txt -ZoneName "example.com" -Name "_mta-sts" -DescriptiveText "v=STSv1; id=1;"',
    ],
    [
      'of Route 53',
      '{"Name": "_mta-sts.example.com.", "Type": "TXT", "TTL": 300, "ResourceRecords": [{"Value": "\\"v=STSv1; id=1;\\""}]}',
    ],
  ];

  it.each(ZONE_LINES)('recognises a line %s', async (_, line) => {
    const { stdout, exitCode } = await lint(['record', '--json', line]);
    expect(JSON.parse(stdout)).toEqual({
      verdict: 'ok',
      value: { id: '1' },
      problems: [
        {
          kind: 'zone-line',
          severity: 'info',
          message: expect.stringMatching(/^This is .*; the record in it was checked\.$/) as string,
        },
      ],
    });
    expect(exitCode).toBe(0);
  });

  it('checks the record in a line, and shows it', async () => {
    const { stdout, exitCode } = await lint(['record', '_mta-sts.example.com. 3600 IN TXT "v=STSv1; id=2016-08-31;"']);
    expect(stdout).toContain('     | v=STSv1; id=2016-08-31;\n     |             ^^^^^^^^^^');
    expect(exitCode).toBe(1);
  });

  it('says where the line puts the record, and that the text needs quotation marks', async () => {
    const { stdout } = await lint(['record', 'example.com. 3600 IN TXT v=STSv1; id=1;']);
    expect(stdout).toMatch(/^warn:/);
    expect(stdout).toContain('The record belongs at _mta-sts.<domain>, but this puts it at "example.com.".');
    expect(stdout).toContain('Write TXT "v=STSv1; id=1;".');
  });

  it('knows the line of a TLSRPT record likewise', async () => {
    const { stdout } = await lint(['tlsrpt', '_smtp._tls IN TXT "v=TLSRPTv1; rua=mailto:a@example.com"']);
    expect(stdout).toMatch(/^ok:[^]*This is a line of a zone file; the record in it was checked\./);
  });

  it('lets a warning pass unless told otherwise', async () => {
    const record = 'v=STSv1 ; id=1;';
    expect((await lint(['record', record])).exitCode).toBe(0);
    expect((await lint(['record', record, '--fail-on', 'error'])).exitCode).toBe(0);
    expect((await lint(['record', record, '--fail-on', 'warning'])).exitCode).toBe(1);
    expect((await lint(['record', 'v=STSv1; id=1; ext=1;', '--fail-on', 'warning'])).exitCode).toBe(0);
  });

  it('fails on a text that senders ignore', async () => {
    const { stdout, exitCode } = await lint(['record', 'id=1']);
    expect(stdout).toMatch(/^ignored: Senders drop it without a word\.\n/);
    expect(exitCode).toBe(1);
  });

  it('takes an empty text', async () => {
    expect(JSON.parse((await lint(['record', '', '--json'])).stdout)).toMatchObject({
      verdict: 'ignored',
      problems: [{ kind: 'empty-record' }],
    });
  });
});

describe('lint tlsrpt', () => {
  it('prints the record to write', async () => {
    const { stdout, exitCode } = await lint(['tlsrpt', 'TLSRPTv1;rua=mailto:reports@example.com']);
    expect(stdout).toContain('     | TLSRPTv1;rua=mailto:reports@example.com\n     | ^^^^^^^^\n');
    expect(stdout).toContain('Write "v=TLSRPTv1; rua=mailto:reports@example.com".');
    expect(exitCode).toBe(1);
  });

  it('prints JSON', async () => {
    expect(await lint(['tlsrpt', '--json', 'v=TLSRPTv1; rua=mailto:a@example.com'])).toEqual({
      stdout: '{"verdict":"ok","value":{"rua":["mailto:a@example.com"]},"problems":[]}\n',
      stderr: '',
      exitCode: 0,
    });
  });
});

describe('lint policy', () => {
  it('reads a file', async () => {
    expect(await lint(['policy', fileWith(GOOD)])).toEqual({
      stdout: 'ok: Senders accept it.\n',
      stderr: '',
      exitCode: 0,
    });
  });

  it('reads standard input, and shows each fault under its line', async () => {
    expect(
      await lint(['policy', '-'], { stdin: 'version: STSv1\nmode : enforcer\nmx: a.example.com, b.example.com\n' }),
    ).toEqual({
      stdout: [
        'invalid: Senders that follow the standard cannot use it.',
        '',
        '   1 | version: STSv1',
        '   2 | mode : enforcer',
        '     | ^^^^^^^^^^^^^^^',
        '       error: No space is allowed before the colon: write "mode: enforce".',
        '       error: "enforcer" is not a mode: did you mean enforce? Write "mode: enforce".',
        '   3 | mx: a.example.com, b.example.com',
        '     |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^',
        '       error: A line holds one name; there is a line for each MX host. Write:',
        '       mx: a.example.com',
        '       mx: b.example.com',
        'error: There is no max_age. Add the line "max_age: 604800" (one week) or more.',
        '',
      ].join('\n'),
      stderr: '',
      exitCode: 1,
    });
  });

  it('tells a file in UTF-16 and one with a byte order mark', async () => {
    const kinds = async (content: Buffer): Promise<unknown> =>
      (
        JSON.parse((await lint(['policy', fileWith(content), '--json'])).stdout) as { problems: { kind: string }[] }
      ).problems.map(({ kind }) => kind);
    expect(await kinds(Buffer.from(`\ufeff${GOOD}`, 'utf16le'))).toEqual(['not-utf-8']);
    expect(await kinds(Buffer.from(GOOD, 'utf16le'))).toEqual(['not-utf-8']);
    expect(await kinds(Buffer.from(GOOD, 'utf16le').swap16())).toEqual(['not-utf-8']);
    expect(await kinds(Buffer.from(`\ufeff${GOOD}`))).toEqual(['byte-order-mark']);
  });

  it('names a file that cannot be read, and what to do', async () => {
    const file = join(folder, 'none.txt');
    expect(await lint(['policy', file])).toEqual({
      stdout: '',
      stderr: `Cannot read ${file}: there is no such file. Check the path, or give - for standard input.\n`,
      exitCode: 66,
    });
    expect(await lint(['policy', folder])).toEqual({
      stdout: '',
      stderr: `Cannot read ${folder}: it is a folder. Give the file in it.\n`,
      exitCode: 66,
    });
    expect((await lint(['policy', 'none\u001b[2J\u202e.txt'])).stderr).toMatch(
      /^Cannot read none\\u001b\[2J\\u202e\.txt: there is no such file/,
    );
    expect((await lint(['policy', 'a\0b'])).exitCode).toBe(66);
  });

  it('does not read without end', async () => {
    const tooLong = Buffer.alloc(1024 * 1024 + 1, 'x');
    expect(await lint(['policy', '-'], { stdin: tooLong })).toEqual({
      stdout: '',
      stderr: 'Cannot take standard input: it is longer than 1048576 octets. Give the right file.\n',
      exitCode: 66,
    });
    expect((await lint(['policy', fileWith(tooLong)])).exitCode).toBe(66);
    expect((await lint(['policy', fileWith(tooLong.subarray(1))])).exitCode).toBe(1);
  });
});

describe('lint match', () => {
  it.each([
    ['*.example.com', 'mail.example.com', 0, 'match: *.example.com matches mail.example.com.\n', '{"match":true}\n'],
    [
      '*.example.com',
      'a.b.example.com',
      1,
      'no match: *.example.com does not match a.b.example.com: * stands for exactly one label, but the name has more than one there (RFC 8461 section 4.1).\n',
      '{"match":false}\n',
    ],
  ])('of %s and %s', async (pattern, mx, exitCode, text, json) => {
    expect(await lint(['match', pattern, mx])).toEqual({ stdout: text, stderr: '', exitCode });
    expect(await lint(['match', pattern, mx, '--json'])).toEqual({ stdout: json, stderr: '', exitCode });
  });
});

describe('a wrong command line', () => {
  it.each([
    [[]],
    [['nothing']],
    [['record', '--unknown', 'x']],
    [['record', 'a', 'b']],
    [['policy']],
    [['match', 'x']],
    [['record', 'x', '--fail-on', 'info']],
  ])('%j ends with 64 and nothing on standard output', async (args) => {
    const { stdout, stderr, exitCode } = await lint(args);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 64 });
    expect(stderr).not.toBe('');
  });

  it('is not one that asks for help, which names the exit codes', async () => {
    const { stdout, stderr, exitCode } = await lint(['policy', '--help']);
    expect(stdout).toContain(
      'Exit codes: 0 when it is ok (or warn, unless --fail-on warning), 1 when it is invalid or ignored,',
    );
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  });
});

describe('on a terminal', () => {
  const HOSTILE = 'v=STSv1; id=\u001b]0;owned\u0007\u009b31m\u202e\u200b\ud800;';

  it('colours what it says, unless told not to', async () => {
    const red = '\u001b[31m';
    expect((await lint(['record', 'x'], { columns: 80 })).stdout).toContain(red);
    for (const surroundings of [{}, { columns: 80, env: { NO_COLOR: '1' } }, { columns: 80, env: { TERM: 'dumb' } }]) {
      expect((await lint(['record', 'x'], surroundings)).stdout).not.toContain(red);
    }
    expect((await lint(['record', 'x'], { columns: 80, env: { NO_COLOR: '' } })).stdout).toContain(red);
  });

  it('shows nothing of a hostile text but escapes', async () => {
    for (const args of [
      ['record', HOSTILE],
      ['record', HOSTILE, '--json'],
      ['tlsrpt', HOSTILE],
      ['match', HOSTILE, HOSTILE],
    ]) {
      const { stdout } = await lint(args, { columns: 80, env: { NO_COLOR: '1' } });
      expect(stdout.replaceAll('\n', '')).not.toMatch(/[^ -~…]/);
    }
    const { stdout } = await lint(['policy', '-'], {
      stdin: 'version: \u001b]0;owned\u0007\r\nmx: \u009b2J\r\nmode: \u202e\u200b\r\n\u001b[2J\rx\r\n',
    });
    expect(stdout.replaceAll('\n', '')).not.toMatch(/[^ -~…]/);
  });

  it('keeps within its width', async () => {
    const { stdout } = await lint(
      ['record', `v=STSv1; ext=${'x'.repeat(300)}; id=2016-08-31; ext=${'y'.repeat(300)};`],
      { columns: 60, env: { NO_COLOR: '1' } },
    );
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(stdout).toContain('id=2016-08-31;');
  });
});

describe('a policy written as a list', () => {
  const LISTS = ['- ', '* ', '+ ', '\u2022 ', '  - ', '1. ', '2) '];

  it.each(LISTS)('with "%s" before each field says of each line what to write', async (bullet) => {
    const fields = ['version: STSv1', 'mode: enforce', 'mx: mail.example.com', 'mx: *.example.net', 'max_age: 604800'];
    const { stdout } = await lint([
      'policy',
      '--json',
      fileWith(fields.map((field) => `${bullet}${field}\n`).join('')),
    ]);
    const { verdict, problems } = JSON.parse(stdout) as {
      verdict: string;
      problems: { kind: string; message: string }[];
    };
    expect(verdict).toBe('invalid');
    expect(problems.map(({ kind, message }) => `${kind}: ${message}`)).toEqual(
      fields.map((field) => `bullet: No list marker is allowed before the key: write "${field}".`),
    );
  });

  it('also says it of the mx lines alone', async () => {
    const { stdout } = await lint(['policy', fileWith(GOOD.replace('mx: ', '- mx: '))]);
    expect(stdout).toContain('write "mx: mail.example.com".');
    expect(stdout).not.toContain('Remove it');
  });
});

it('lint match takes a line of the policy and a whole MX record', async () => {
  const { stdout, exitCode } = await lint([
    'match',
    'mx: *.example.com',
    'example.com. 3600 IN MX 10 mail.example.com.',
  ]);
  expect(stdout).toBe('match: *.example.com matches mail.example.com..\n');
  expect(exitCode).toBe(0);
});
