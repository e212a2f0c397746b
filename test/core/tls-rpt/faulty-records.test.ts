import { correctedTlsRptRecord, parseTlsRptRecord } from '../../../lib/core/tls-rpt/record';

const MAIL = 'mailto:a@example.com';
const parse = (text: string) => parseTlsRptRecord([`v=TLSRPTv1;${text}`]);

describe('a record outside the grammar of RFC 8460 section 3', () => {
  it.each([
    [` rua=${MAIL};;`, 'empty-field', 'mox rejects the record; tlsrpt-reporter and Stalwart accept it.'],
    [` rua=${MAIL}; ;`, 'empty-field', 'mox rejects the record; tlsrpt-reporter and Stalwart accept it.'],
    [` rua=${MAIL}; x=a b`, 'malformed-field', 'mox rejects the record; tlsrpt-reporter and Stalwart accept it.'],
    [` rua=${MAIL}; flag`, 'malformed-field', 'mox rejects the record; tlsrpt-reporter and Stalwart accept it.'],
  ])('%j is read by most senders, and those that reject it are named', (text, kind, senders) => {
    const { verdict, readAs, problems } = parse(text);
    expect({ verdict, readAs }).toEqual({ verdict: 'invalid', readAs: { rua: [MAIL] } });
    expect(problems.map((problem) => problem.kind)).toEqual([kind]);
    expect(problems[0]?.message).toContain(senders);
  });

  it.each([`; rua=${MAIL}`, ` ; rua=${MAIL}`])('%j is rejected by most senders', (text) => {
    const result = parse(text);
    expect(result).not.toHaveProperty('readAs');
    expect(result.problems[0]?.message).toContain('tlsrpt-reporter and mox reject the record; Stalwart accepts it.');
  });

  it('is usable with a space at its end, which is a warning that names who rejects it', () => {
    const { verdict, value, problems } = parse(` rua=${MAIL} `);
    expect({ verdict, value }).toEqual({ verdict: 'warn', value: { rua: [MAIL] } });
    expect(problems.map(({ kind }) => kind)).toEqual(['trailing-space']);
    expect(problems[0]?.message).toContain('mox rejects the record; tlsrpt-reporter and Stalwart accept it.');
  });
});

describe('one unusable URI next to a usable one', () => {
  it.each([
    ['http://example.com/r', 'uri-scheme', 'Write "https://example.com/r".'],
    ['mailto:reports', 'mailto-address', 'Write for example "mailto:tls-reports@example.com".'],
    ['https:///r', 'https-host', 'Write for example "mailto:tls-reports@example.com".'],
  ])('%s is a warning, since it is a URI by RFC 3986', (uri, kind, write) => {
    const { verdict, value, problems } = parse(` rua=${MAIL},${uri}`);
    expect({ verdict, value }).toEqual({ verdict: 'warn', value: { rua: [MAIL] } });
    expect(problems.map((problem) => `${problem.severity} ${problem.kind}`)).toEqual([`warning ${kind}`]);
    expect(problems[0]?.message.startsWith('Senders report by') || problems[0]?.message.startsWith(`"${uri}"`)).toBe(
      true,
    );
    expect(problems[0]?.message.endsWith(write)).toBe(true);
    expect(problems[0]?.message).not.toContain('mox');
  });

  it('is an error with a "!" in it, which RFC 8460 has encoded', () => {
    expect(parse(` rua=${MAIL},mailto:a@example.com!10m`)).toMatchObject({
      verdict: 'invalid',
      readAs: { rua: [MAIL] },
      problems: [{ kind: 'mailto-address', severity: 'error', readByMost: true }],
    });
  });

  it('is pointed at without the white space before it', () => {
    expect(parse(` rua=${MAIL}, \tb@example.com`).problems.map(({ part }) => part)).toEqual([{ from: 39, to: 52 }]);
  });
});

describe('rua without a URI', () => {
  it('leaves nothing to report to, whatever most senders read over', () => {
    const result = parse(' rua=,');
    expect(result.verdict).toBe('invalid');
    expect(result).not.toHaveProperty('readAs');
    expect(result.problems.map(({ kind }) => kind)).toEqual(['empty-uri', 'empty-uri']);
  });

  it('is empty with a no-break space alone', () => {
    expect(parse(' rua=\u00a0').problems.map(({ kind }) => kind)).toEqual(['empty-rua']);
  });
});

it('names the kind of record that a text is not', () => {
  expect(parseTlsRptRecord(['hello']).problems[0]?.message).toMatch(
    /^This is not a TLSRPT record: "hello"\. A TLSRPT record begins "v=TLSRPTv1;"\./,
  );
});

describe('the corrected record', () => {
  const OWN = 'mailto:own@example.com';

  it('keeps the first ten URIs', () => {
    const uris = Array.from({ length: 12 }, (_, index) => `mailto:r${index}@example.com`);
    expect(correctedTlsRptRecord(`v=TLSRPT1; rua=${uris.join(',')}`, OWN)).toBe(
      `v=TLSRPTv1; rua=${uris.slice(0, 10).join(',')}`,
    );
  });

  it.each([
    ['v=TLSRPTv1; xrua=mailto:b@example.com', OWN],
    ['v=TLSRPTv1', OWN],
    ['rua=mailto:b@example.com', 'mailto:b@example.com'],
    ["v=TLSRPTv1; ruf: 'mailto:b@example.com'", 'mailto:b@example.com'],
  ])('of %j reports to %s', (text, uri) => {
    expect(correctedTlsRptRecord(text, OWN)).toBe(`v=TLSRPTv1; rua=${uri}`);
  });
});
