import { parseStsRecord, selectStsRecord } from '../../../lib/core/mta-sts/record';
import { parseTlsRptRecord } from '../../../lib/core/tls-rpt/record';

const EXAMPLE = 'v=STSv1; id=20160831085700Z;';
const WRITE = `Senders drop the record as it stands. Write "${EXAMPLE}".`;

describe('a record that belongs elsewhere', () => {
  it.each([
    ['v=DKIM1; k=rsa', 'a DKIM key record', '<selector>._domainkey.<domain>'],
    ['v=BIMI1; l=', 'a BIMI record', '<selector>._bimi.<domain>'],
    ['v=DMARC1; p=none', 'a DMARC record', '_dmarc.<domain>'],
    ['v=TLSRPTv1; rua=', 'a TLSRPT record', '_smtp._tls.<domain>'],
    ['v=spf1 -all', 'an SPF record', '<domain>'],
  ])('%s is %s', (text, called, at) => {
    for (const written of [text, text.toLowerCase(), text.toUpperCase(), text.replace('=', '='.padStart(2).padEnd(3))])
      expect(parseStsRecord([written]).problems).toMatchObject([
        { kind: 'other-record', message: `This is ${called}, which belongs at ${at}. ${WRITE}` },
      ]);
  });

  it.each(['v=STSv1; id=1;', 'V = stsv1; id=1'])('%s is an STS record, where reports are concerned', (text) => {
    expect(parseTlsRptRecord([text]).problems[0]?.message).toMatch(
      /^This is an STS record, which belongs at _mta-sts\.<domain>\. /,
    );
  });

  it.each(['version: STSv1', 'Version : STSv1'])('%s is the text of a policy', (text) => {
    expect(parseStsRecord([text]).problems).toMatchObject([
      {
        kind: 'other-record',
        message: `This is the text of a policy, which belongs at https://mta-sts.<domain>/.well-known/mta-sts.txt. ${WRITE}`,
      },
    ]);
  });

  it.each(['xv=DMARC1', 'a v=spf1', 'a v=DKIM1', 'xv=BIMI1', 'a v=TLSRPTv1', 'our version: 2'])(
    '%s is none, as it does not begin with the version',
    (text) => {
      expect(parseStsRecord([text]).problems).toMatchObject([{ kind: 'not-a-record' }]);
    },
  );
});

describe('the place of what is wrong', () => {
  it.each([
    ['', 'empty-record', 0],
    ['"v=STSv1; id=1;"', 'quoted', 1],
    ['\u201dv=STSv1; id=1;', 'quoted', 1],
    ["'v=STSv1; id=1;'", 'quoted', 1],
    ['\tv=STSv1; id=1;', 'leading-space', 1],
    ['\u0000v=STSv1; id=1;', 'leading-space', 1],
    ['\u200bv=STSv1; id=1;', 'leading-space', 1],
    ['v=STSv1 id=1', 'missing-delimiter', 7],
    ['v=STSv1,id=1', 'missing-delimiter', 7],
    ['v=STSv1', 'missing-delimiter', 7],
    ['v=STSv2; id=1;', 'version-spelling', 7],
    ['v=stsv1;id=1;', 'version-spelling', 7],
    ['STSv1;id=1', 'missing-version', 5],
    ['id=1; v=STSv1', 'version-not-first', 4],
    ['hello world', 'not-a-record', 5],
    ['hello', 'not-a-record', 5],
  ])('%j: %s, up to %d', (text, kind, to) => {
    expect(parseStsRecord([text]).problems).toMatchObject([{ kind, part: { from: 0, to } }]);
  });
});

describe('a slip in the version', () => {
  it.each([
    ['=STSv1; id=1;', '"=STSv1"'],
    ['v:STSv1; id=1;', '"v:STSv1"'],
    ['v=MTASTSv1; id=1;', '"v=MTASTSv1"'],
    ['v=MTA_STSv1; id=1;', '"v=MTA_STSv1"'],
    ['v=mta-stsv1; id=1;', '"v=mta-stsv1"'],
    ['MTA-STSv1; id=1;', '"MTA-STSv1"'],
    ['v= STSv2; id=1;', '"v="'],
  ])('%s is one that was meant', (text, quoted) => {
    expect(parseStsRecord([text]).problems).toMatchObject([
      {
        kind: 'version-spelling',
        message: `${quoted} is not the version. The record must begin exactly "v=STSv1;". Senders drop the record as it stands. Write "v=STSv1; id=1;".`,
      },
    ]);
  });

  it.each(['v=STSV1; id=1;', 'V=STSv1; id=1;', 'v =STSv1; id=1;', 'v= STSv1; id=1;', 'V  =  stsV1 id=1'])(
    '%s is one of case or spaces',
    (text) => {
      expect(parseStsRecord([text]).problems).toMatchObject([
        {
          kind: 'version-spelling',
          message:
            'The version is case-sensitive and has no spaces. The record must begin exactly "v=STSv1;". Senders drop the record as it stands. Write "v=STSv1; id=1;".',
        },
      ]);
    },
  );

  it.each(['stsv1; id=1;', 'STSv1 id=1', 'STSV1;id:1'])('%s lacks "v="', (text) => {
    expect(parseStsRecord([text]).problems).toMatchObject([{ kind: 'missing-version' }]);
  });

  it.each([
    ['ID = 1', 'missing-version'],
    ['id=1,v=STSv1', 'version-not-first'],
    ['id=1 v=STSv1', 'version-not-first'],
    ['x"v=STSv1; id=1"', 'version-not-first'],
    ['xv=STSv1; id=1', 'not-a-record'],
    ['paid=1', 'not-a-record'],
    ['the id=1', 'not-a-record'],
  ])('%j is %s', (text, kind) => {
    expect(parseStsRecord([text]).problems).toMatchObject([{ kind }]);
  });
});

describe('quotation marks and spaces of a text that was not meant to be the record', () => {
  it.each(['"hello"', ' hello', '"v=spf1 -all"', ' paid=1'])('%j: nothing is said of them', (text) => {
    expect(parseStsRecord([text]).problems).toMatchObject([{ kind: 'not-a-record' }]);
  });

  it.each([
    ['"id=1"', 'quoted'],
    [' id =1', 'leading-space'],
    ['"x; ID=1"', 'quoted'],
  ])('%j: its field betrays the record, %s', (text, kind) => {
    expect(parseStsRecord([text]).problems).toMatchObject([{ kind }]);
  });
});

it('joins the strings of a zone file with any white space between them', () => {
  expect(parseStsRecord(['"v=STSv1; id=2016" \t\n "0831" "Z;"']).problems[0]?.message).toContain(
    'Write "v=STSv1; id=20160831Z;".',
  );
});

describe('the choice among texts that are no record', () => {
  it('says that there is none', () => {
    expect(selectStsRecord([]).problems).toEqual([
      { kind: 'no-record', severity: 'error', message: `There is no TXT record. To publish one, write "${EXAMPLE}".` },
    ]);
    expect(selectStsRecord([['v=spf1 -all'], ['x'], ['']]).problems).toEqual([
      {
        kind: 'no-record',
        severity: 'error',
        message: `None of the TXT records (3) is an STS record. To publish one, write "${EXAMPLE}".`,
      },
    ]);
  });

  it('names five near misses and no more', () => {
    const misses = (count: number) => Array.from({ length: count }, (_, index) => [`v=stsv1; id=${index}`]);
    expect(selectStsRecord(misses(5)).problems).toHaveLength(5);
    expect(selectStsRecord(misses(6)).problems).toHaveLength(5);
  });
});

describe('several records', () => {
  const several = (count: number) => Array.from({ length: count }, (_, index) => [`v=STSv1; id=${index};`]);

  it('quotes five of them, and counts the others', () => {
    const quoted = [0, 1, 2, 3, 4].map((index) => `"v=STSv1; id=${index};"`).join('\n');
    const rest = 'Keep one and remove the others:';
    expect(selectStsRecord(several(5)).problems[0]?.message).toBe(
      `5 records begin "v=STSv1", and senders then use none of them. ${rest}\n${quoted}`,
    );
    expect(selectStsRecord(several(7)).problems[0]?.message).toBe(
      `7 records begin "v=STSv1", and senders then use none of them. ${rest}\n${quoted}\nand 2 more`,
    );
  });

  it('are several to some senders only, if a space is before the delimiter of one', () => {
    const selection = selectStsRecord([['v=STSv1; id=a;'], ['v=STSv1 ; id=b;']]);
    expect(selection.problems[0]?.message).toBe(
      '2 records begin "v=STSv1", and some senders see all of them and then use none. Keep one and remove the others:\n"v=STSv1; id=a;"\n"v=STSv1 ; id=b;"',
    );
  });

  it('leave the verdict on the record that the others see', () => {
    const selection = selectStsRecord([['v=STSv1; id=-;'], ['v=STSv1 ; id=b;']]);
    expect(selection).toMatchObject({ verdict: 'invalid', text: 'v=STSv1; id=-;' });
    expect(selection).not.toHaveProperty('value');
    expect(selection.problems.map(({ severity, kind }) => `${severity} ${kind}`)).toEqual([
      'warning several-records',
      'error id-characters',
    ]);
  });
});
