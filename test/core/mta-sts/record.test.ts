import { formatStsRecord, parseStsRecord, selectStsRecord } from '../../../lib/core/mta-sts/record';

const parse = (text: string) => parseStsRecord([text]);
const RFC_EXAMPLE = 'v=STSv1; id=20160831085700Z;';

describe('the record of the Exchange Online article', () => {
  it('is usable, and told why it may not be', () => {
    expect(parse('v=STSv1 ; id=20211201000000Z ;')).toEqual({
      verdict: 'warn',
      value: { id: '20211201000000Z' },
      problems: [
        {
          kind: 'space-before-delimiter',
          severity: 'warning',
          message:
            'A space stands between "v=STSv1" and its ";": some senders do not recognise the record (RFC 8461 erratum 6285). Write "v=STSv1; id=20211201000000Z;".',
          part: { from: 7, to: 8 },
        },
      ],
    });
  });
});

describe('what is wrong, where, and what to write', () => {
  const ROWS: readonly [string, string, string, string, [number, number] | undefined][] = [
    ['v=STSv1;', 'invalid', 'error missing-field', `The record has no id. Write "${RFC_EXAMPLE}".`, undefined],
    [
      'v=STSv1; id=;',
      'invalid',
      'error empty-id',
      `The id is empty: it is 1 to 32 letters and digits. Write "${RFC_EXAMPLE}".`,
      [12, 12],
    ],
    [
      'v=STSv1; id=2016-08-31;',
      'invalid',
      'error id-characters',
      'The id "2016-08-31" has characters other than letters and digits. Write "v=STSv1; id=20160831;".',
      [12, 22],
    ],
    [
      'v=STSv1; id="2016";',
      'invalid',
      'error id-characters',
      'The id "\\"2016\\"" has characters other than letters and digits. Write "v=STSv1; id=2016;".',
      [12, 18],
    ],
    [
      'v=STSv1; id= 2016;',
      'invalid',
      'error id-characters',
      'The id " 2016" has characters other than letters and digits. Write "v=STSv1; id=2016;".',
      [12, 17],
    ],
    [
      'v=STSv1; id=é;',
      'invalid',
      'error id-characters',
      `The id "é" has characters other than letters and digits. Write "${RFC_EXAMPLE}".`,
      [12, 13],
    ],
    [
      'v=STSv1; id=2016, ext=1;',
      'invalid',
      'error id-characters',
      'The id "2016, ext=1" has characters other than letters and digits. Fields are separated by ";". Write "v=STSv1; id=2016ext1;".',
      [12, 23],
    ],
    [
      `v=STSv1; id=${'a'.repeat(33)};`,
      'invalid',
      'error id-too-long',
      `The id has 33 characters; 32 are the most. Write "v=STSv1; id=${'a'.repeat(32)};".`,
      [12, 45],
    ],
    [
      'v=STSv1; id =2016;',
      'invalid',
      'error space-around-equals',
      'No space is allowed around the "=" of id. Write "v=STSv1; id=2016;".',
      [9, 17],
    ],
    [
      'v=STSv1; ID=2016;',
      'invalid',
      'error key-case',
      'Field names are case-sensitive: write id. Write "v=STSv1; id=2016;".',
      [9, 16],
    ],
    [
      'v=STSv1; idd=2016;',
      'invalid',
      'error unknown-field',
      `"idd" is not a field that is defined: did you mean id? Write "${RFC_EXAMPLE}".`,
      [9, 17],
    ],
    [
      'v=STSv1; id=a; ID=b;',
      'ok',
      'info key-case',
      'Field names are case-sensitive: write id. Write "v=STSv1; id=a;".',
      [15, 19],
    ],
    [
      'v=STSv1; id=a; ext=1;',
      'ok',
      'info unknown-field',
      '"ext" is not a field that is defined: senders ignore it.',
      [15, 20],
    ],
    [
      'v=STSv1; id=a; ext=a b;',
      'invalid',
      'error malformed-field',
      '"ext=a b" is not a "name=value" field without spaces. This is outside the grammar (RFC 8461 section 3.1): mox and maddy reject the record; postfix-mta-sts-resolver, postfix-tlspol, mailauth, Stalwart and KumoMTA accept it. Write "v=STSv1; id=a;".',
      [15, 22],
    ],
    [
      'v=STSv1; id=a; ext=a=b;',
      'invalid',
      'error malformed-field',
      '"ext=a=b" is not a "name=value" field without spaces. This is outside the grammar (RFC 8461 section 3.1): mox and maddy reject the record; postfix-mta-sts-resolver, postfix-tlspol, mailauth, Stalwart and KumoMTA accept it. Write "v=STSv1; id=a;".',
      [15, 22],
    ],
    [
      'v=STSv1; id=a; flag;',
      'invalid',
      'error malformed-field',
      '"flag" is not a "name=value" field without spaces. This is outside the grammar (RFC 8461 section 3.1): mox, Stalwart, KumoMTA and maddy reject the record; postfix-mta-sts-resolver, postfix-tlspol and mailauth accept it. Write "v=STSv1; id=a;".',
      [15, 19],
    ],
    [
      'v=STSv1; id=a; id=b;',
      'warn',
      'warning duplicate-field',
      'id is set again; the first counts, which is "id=a". Write "v=STSv1; id=a;".',
      [15, 19],
    ],
    [
      'v=STSv1; id=a; v=STSv1;',
      'warn',
      'warning duplicate-field',
      'The version is set again; the first counts. Write "v=STSv1; id=a;".',
      [15, 22],
    ],
    [
      'v=STSv1;; id=a;',
      'invalid',
      'error empty-field',
      'There is nothing between two ";". This is outside the grammar (RFC 8461 section 3.1): mox rejects the record; postfix-mta-sts-resolver, postfix-tlspol, mailauth, Stalwart, KumoMTA and maddy accept it. Write "v=STSv1; id=a;".',
      [8, 8],
    ],
    [
      'v=STSv1; id=a;;',
      'invalid',
      'error empty-field',
      'There is nothing between two ";". This is outside the grammar (RFC 8461 section 3.1): mox rejects the record; postfix-mta-sts-resolver, postfix-tlspol, mailauth, Stalwart, KumoMTA and maddy accept it. Write "v=STSv1; id=a;".',
      [14, 14],
    ],
    [
      'v=STSv1; ; id=a',
      'invalid',
      'error empty-field',
      'There is nothing between two ";". This is outside the grammar (RFC 8461 section 3.1): mox and KumoMTA reject the record; postfix-mta-sts-resolver, postfix-tlspol, mailauth, Stalwart and maddy accept it. Write "v=STSv1; id=a;".',
      [9, 9],
    ],
    [
      'v=STSv1; id=a; id=;',
      'invalid',
      'error malformed-field',
      '"id=" is not valid. This is outside the grammar (RFC 8461 section 3.1): mox and maddy reject the record; postfix-mta-sts-resolver, postfix-tlspol, mailauth, Stalwart and KumoMTA accept it. Write "v=STSv1; id=a;".',
      [15, 18],
    ],
    [
      'v=STSv1; id=a; v',
      'invalid',
      'error malformed-field',
      '"v" is not a "name=value" field without spaces. This is outside the grammar (RFC 8461 section 3.1): mox, Stalwart, KumoMTA and maddy reject the record; postfix-mta-sts-resolver, postfix-tlspol and mailauth accept it. Write "v=STSv1; id=a;".',
      [15, 16],
    ],
    [
      'v=STSv1; id=a ',
      'warn',
      'warning trailing-space',
      'The record ends in a space without a ";" before it. This is outside the grammar (RFC 8461 section 3.1): mox rejects the record; postfix-mta-sts-resolver, postfix-tlspol, mailauth, Stalwart, KumoMTA and maddy accept it. Write "v=STSv1; id=a;".',
      [13, 14],
    ],
  ];

  it.each(ROWS)('%s is %s', (text, verdict, problem, message, part) => {
    const result = parse(text);
    expect(result.verdict).toBe(verdict);
    expect(result.problems.map(({ severity, kind }) => `${severity} ${kind}`)).toEqual([problem]);
    expect(result.problems[0]?.message).toBe(message);
    expect(result.problems[0]?.part).toEqual(part && { from: part[0], to: part[1] });
  });

  it.each(['v=STSv1;id=a', 'v=STSv1;\tid=a\t;\t', 'v=STSv1; id=a ; ', 'v=STSv1; id=A1'])(
    '%s is as it should be',
    (text) => {
      expect(parse(text)).toEqual({
        verdict: 'ok',
        value: { id: expect.stringMatching(/^(a|A1)$/) as string },
        problems: [],
      });
    },
  );
});

describe('a record that most senders read all the same', () => {
  it.each(['v=STSv1; id=a;;', 'v=STSv1; ; id=a', 'v=STSv1; id=a; ext=a b;'])('%s', (text) => {
    expect(parse(text)).toMatchObject({ verdict: 'invalid', readAs: { id: 'a' } });
  });

  it.each(['v=STSv1; id=a; flag;', 'v=STSv1; id=a-b;;', 'v=STSv1;;'])('%s is none', (text) => {
    expect(parse(text)).not.toHaveProperty('readAs');
  });
});

describe('a text that senders drop', () => {
  const DROPPED = 'Senders drop the record as it stands.';

  it.each([
    ['', 'empty-record', `The record is empty. ${DROPPED} Write "${RFC_EXAMPLE}".`],
    [
      '"v=STSv1; id=2016;"',
      'quoted',
      `Quotation marks belong to the notation of a zone file, not to the record. ${DROPPED} Write "v=STSv1; id=2016;".`,
    ],
    [
      '"v=STSv1; id=2016" "0831Z;"',
      'quoted',
      `Quotation marks belong to the notation of a zone file, not to the record. ${DROPPED} Write "v=STSv1; id=20160831Z;".`,
    ],
    [
      '_mta-sts.example.com. IN TXT "v=STSv1; id=2016;"',
      'version-not-first',
      `The version must come first: the record must begin "v=STSv1;". ${DROPPED} Write "v=STSv1; id=2016;".`,
    ],
    [
      '“v=STSv1; id=2016;”',
      'quoted',
      `Quotation marks belong to the notation of a zone file, not to the record. ${DROPPED} Write "v=STSv1; id=2016;".`,
    ],
    [
      '\\"v=STSv1; id=2016;\\"',
      'quoted',
      `Quotation marks belong to the notation of a zone file, not to the record. ${DROPPED} Write "v=STSv1; id=2016;".`,
    ],
    [
      ' v=STSv1; id=2016;',
      'leading-space',
      `The record must begin with "v=STSv1;", with nothing before it, not even a space. ${DROPPED} Write "v=STSv1; id=2016;".`,
    ],
    [
      '\ufeffv=STSv1; id=2016;',
      'leading-space',
      `The record must begin with "v=STSv1;", with nothing before it, not even a space. ${DROPPED} Write "v=STSv1; id=2016;".`,
    ],
    ['v=STSv1 id=2016', 'missing-delimiter', `No ";" follows "v=STSv1". ${DROPPED} Write "v=STSv1; id=2016;".`],
    ['v=STSv1, id=2016', 'missing-delimiter', `No ";" follows "v=STSv1". ${DROPPED} Write "v=STSv1; id=2016;".`],
    ['v=STSv1', 'missing-delimiter', `No ";" follows "v=STSv1". ${DROPPED} Write "${RFC_EXAMPLE}".`],
    [
      'v=stsv1; id=2016;',
      'version-spelling',
      `The version is case-sensitive and has no spaces. The record must begin exactly "v=STSv1;". ${DROPPED} Write "v=STSv1; id=2016;".`,
    ],
    [
      'v = STSv1; id=2016;',
      'version-spelling',
      `The version is case-sensitive and has no spaces. The record must begin exactly "v=STSv1;". ${DROPPED} Write "v=STSv1; id=2016;".`,
    ],
    [
      'v=STSv10; id=2016;',
      'version-spelling',
      `"v=STSv10" is not the version. The record must begin exactly "v=STSv1;". ${DROPPED} Write "v=STSv1; id=2016;".`,
    ],
    [
      'v=STS1; id=2016;',
      'version-spelling',
      `"v=STS1" is not the version. The record must begin exactly "v=STSv1;". ${DROPPED} Write "v=STSv1; id=2016;".`,
    ],
    [
      'v=MTA-STSv1; id=2016;',
      'version-spelling',
      `"v=MTA-STSv1" is not the version. The record must begin exactly "v=STSv1;". ${DROPPED} Write "v=STSv1; id=2016;".`,
    ],
    [
      'STSv1; id=2016;',
      'missing-version',
      `"v=" is missing: the record must begin "v=STSv1;". ${DROPPED} Write "v=STSv1; id=2016;".`,
    ],
    ['id=2016', 'missing-version', `An STS record begins "v=STSv1;". ${DROPPED} Write "v=STSv1; id=2016;".`],
    [
      'id=2016; v=STSv1;',
      'version-not-first',
      `The version must come first: the record must begin "v=STSv1;". ${DROPPED} Write "v=STSv1; id=2016;".`,
    ],
    [
      'v=TLSRPTv1; rua=mailto:a@example.com',
      'other-record',
      `This is a TLSRPT record, which belongs at _smtp._tls.<domain>. ${DROPPED} Write "${RFC_EXAMPLE}".`,
    ],
    [
      'v=DMARC1; p=none',
      'other-record',
      `This is a DMARC record, which belongs at _dmarc.<domain>. ${DROPPED} Write "${RFC_EXAMPLE}".`,
    ],
    [
      'v=spf1 -all',
      'other-record',
      `This is an SPF record, which belongs at <domain>. ${DROPPED} Write "${RFC_EXAMPLE}".`,
    ],
    [
      'version: STSv1\nmode: none',
      'other-record',
      `This is the text of a policy, which belongs at https://mta-sts.<domain>/.well-known/mta-sts.txt. ${DROPPED} Write "${RFC_EXAMPLE}".`,
    ],
    [
      'hello\u001b[2J',
      'not-a-record',
      `This is not an STS record: "hello\\u001b[2J". An STS record begins "v=STSv1;". ${DROPPED} Write "${RFC_EXAMPLE}".`,
    ],
  ])('%j: %s', (text, kind, message) => {
    expect(parse(text)).toEqual({
      verdict: 'ignored',
      problems: [{ kind, severity: 'error', message, part: expect.anything() as unknown }],
    });
  });
});

describe('the choice among TXT records', () => {
  const select = (...texts: readonly string[]) => selectStsRecord(texts.map((text) => [text]));
  const told = ({ verdict, problems }: ReturnType<typeof select>): string[] => [
    verdict,
    ...problems.map(({ severity, kind }) => `${severity} ${kind}`),
  ];

  it('keeps the text that it judged', () => {
    expect(selectStsRecord([['google-site-verification=x'], ['v=STSv1; ', 'id=a-b;']])).toMatchObject({
      verdict: 'invalid',
      text: 'v=STSv1; id=a-b;',
      candidates: ['v=STSv1; id=a-b;'],
    });
  });

  it('takes none of several, and lists them', () => {
    const result = select('v=STSv1; id=a;', 'v=STSv1; id=b\u202e;');
    expect(result).toEqual({
      verdict: 'invalid',
      candidates: ['v=STSv1; id=a;', 'v=STSv1; id=b\u202e;'],
      problems: [
        {
          kind: 'several-records',
          severity: 'error',
          message:
            '2 records begin "v=STSv1", and senders then use none of them. Keep one and remove the others:\n"v=STSv1; id=a;"\n"v=STSv1; id=b\\u202e;"',
        },
      ],
    });
  });

  it('counts a broken record beside a good one', () => {
    expect(told(select('v=STSv1; id=a;', 'v=STSv1; id=;'))).toEqual(['invalid', 'error several-records']);
  });

  it('warns when only some senders see several', () => {
    const result = select('v=STSv1; id=a;', 'v=STSv1 ; id=b;');
    expect(told(result)).toEqual(['warn', 'warning several-records']);
    expect(result).toMatchObject({
      value: { id: 'a' },
      text: 'v=STSv1; id=a;',
      candidates: ['v=STSv1; id=a;', 'v=STSv1 ; id=b;'],
    });
  });

  it('takes a lone record that only some senders see', () => {
    expect(told(select('v=STSv1 ; id=b;', 'x'))).toEqual(['warn', 'warning space-before-delimiter']);
    expect(told(select('v=STSv1 ; id=b;', 'v=STSv1 ; id=c;'))).toEqual(['invalid', 'error several-records']);
  });

  it('names the near miss when none remains', () => {
    expect(told(select('v=spf1 -all', 'v=stsv1; id=a;'))).toEqual(['ignored', 'error version-spelling']);
  });

  it.each([[[]], [['v=spf1 -all', '"quoted"', ' spaced', '']]])('tells of no record among %j', (texts) => {
    expect(told(select(...texts))).toEqual(['ignored', 'error no-record']);
  });

  it('bounds what a hostile answer can make it say', () => {
    const { problems } = select(
      ...Array.from({ length: 500 }, (_, index) => `v=STSv1; id=${index}${'x'.repeat(2000)};`),
    );
    expect(problems[0]?.message.split('\n')).toHaveLength(7);
    expect(problems[0]?.message.length).toBeLessThan(700);
  });
});

describe('formatStsRecord', () => {
  it('gives the text to publish', () => {
    expect(formatStsRecord({ id: '20160831085700Z' })).toBe(RFC_EXAMPLE);
  });
});
