import fc from 'fast-check';
import { parseConfig, parseDomainList } from '../../lib/config';
import { duration, formatDuration } from '../../lib/config/duration';
import { parseReportUri } from '../../lib/config/route53';
import { unpackMessage } from '../../lib/contract/agent/message';
import { CertificateError, certificateFacts } from '../../lib/core/certificate/facts';
import { readTlsa, tlsaText } from '../../lib/core/dane/record';
import { pastedRecord } from '../../lib/core/lint/zone-line';
import { parsePolicy } from '../../lib/core/mta-sts/policy';
import { formatStsRecord, parseStsRecord, selectStsRecord } from '../../lib/core/mta-sts/record';
import { retryAfterMs } from '../../lib/core/text/retry-after';
import { formatTlsRptRecord, parseTlsRptRecord } from '../../lib/core/tls-rpt/record';
import { isWanted } from '../../lib/core/zone/patterns';
import { txtText, txtValue } from '../../lib/core/zone/txt-value';
import { readLine } from '../../lib/monitor/archive/format';
import { addressRefusal } from '../../lib/probes/address-guard';
import { readResponse, writeQuery } from '../../lib/probes/dns/message';
import { ProbeFailure } from '../../lib/probes/net/failure';
import { ReplyReader } from '../../lib/probes/smtp/reply';
import { makeCursor, readPosition } from '../../lib/storage/cursor';
import { craftCertificate } from '../support/crafted-certificate';
import { messageOctets, mxData, nameOctets, octetsOf, soaData, txtData } from '../support/dns-octets';
import { around, mutated, RUNS } from './support';

// Thousands of inputs for each parser: on a busy machine half a minute.
jest.setTimeout(240_000);

/** Runs it on everything; it may throw nothing but these. */
function takesAll<T>(inputs: fc.Arbitrary<T>, run: (input: T) => unknown, ...mayThrow: readonly string[]): void {
  fc.assert(
    fc.property(inputs, (input) => {
      try {
        run(input);
      } catch (error) {
        // By name: an error of Node's own is of another realm than this file.
        if (!mayThrow.includes((error as Error).name)) throw error;
      }
    }),
    { numRuns: RUNS },
  );
}

describe('DNS messages', () => {
  const question = { name: 'a.example', type: 'TXT' } as const;
  const whole = messageOctets({
    id: 7,
    question,
    answers: [
      { owner: 'a.example', type: 'CNAME', data: nameOctets('b.example') },
      { owner: 'b.example', type: 'TXT', data: txtData('v=STSv1; id=1;', 'x') },
      { owner: 'b.example', type: 'MX', data: mxData('mx.example') },
    ],
    authorities: [{ owner: 'example', type: 'SOA', data: soaData }],
    additionals: [{ owner: '', type: 'OPT', data: octetsOf([0, 15, 0, 4, 0, 6, 65, 66]) }],
  });

  test('whatever comes is a response to the question, or nothing', () => {
    expect(readResponse(whole, 7, question)).toMatchObject({ truncated: false, rcode: 0 });
    takesAll(
      fc.oneof(
        mutated(whole),
        fc.uint8Array({ maxLength: 200 }).map((octets) => Buffer.from(octets)),
      ),
      (octets) => {
        const response = readResponse(octets, 7, question);
        if (response === undefined || response.truncated) return;
        // Only aliases and the type that was asked for, however the message was changed.
        expect(response.answers.filter(({ type }) => type !== 'TXT' && type !== 'CNAME' && type !== 'DNAME')).toEqual(
          [],
        );
      },
    );
  });

  test('a query is none', () => {
    expect(readResponse(writeQuery(question, 7), 7, question)).toBeUndefined();
  });
});

describe('records and policies', () => {
  const SEEDS = ['v=STSv1; id=20160831085700Z;', 'v=TLSRPTv1; rua=mailto:tls@example.com,https://x.example/r'];

  test('STS and TLSRPT records: what is valid reads the same again', () => {
    takesAll(fc.array(around(...SEEDS), { maxLength: 3 }), (strings) => {
      const sts = parseStsRecord(strings);
      if (sts.value !== undefined) expect(parseStsRecord([formatStsRecord(sts.value)]).value).toEqual(sts.value);
      const rpt = parseTlsRptRecord(strings);
      if (rpt.verdict === 'ok' && rpt.value !== undefined)
        expect(parseTlsRptRecord([formatTlsRptRecord(rpt.value)]).value?.rua).toEqual(rpt.value.rua);
      selectStsRecord([strings, strings]);
    });
  });

  test('policies', () => {
    takesAll(
      around('version: STSv1\r\n', 'mode: enforce\r\n', 'mx: *.example.com\r\n', 'max_age: 604800\r\n'),
      (body) => {
        const { value, problems } = parsePolicy(body);
        expect(JSON.stringify([value, problems]).length).toBeLessThan(2_000 + 400 * body.length);
      },
    );
  });

  test('zone lines', () => {
    takesAll(around('_mta-sts.example.com. 300 IN TXT "v=STSv1; id=1;"', '( "a" "b" )', ...SEEDS), (text) =>
      pastedRecord(text, '_mta-sts'),
    );
  });

  test('TLSA records', () => {
    takesAll(around('3 1 1 ' + 'ab'.repeat(32), '2 0 2'), (text) => {
      const record = readTlsa(text);
      if (record !== undefined) expect(readTlsa(tlsaText(record))).toEqual(record);
    });
  });

  test('values of Route 53: every text comes back', () => {
    takesAll(fc.string({ unit: 'binary-ascii', maxLength: 600 }), (text) => expect(txtText(txtValue(text))).toBe(text));
    takesAll(around('"a b" "c\\"d"', '"\\351"'), txtText);
  });
});

test('certificates: DER of which anything was changed', () => {
  const der = craftCertificate();
  expect(certificateFacts(der)).toMatchObject({ subject: expect.any(String) as string });
  fc.assert(
    fc.property(mutated(der), (octets) => {
      try {
        const facts = certificateFacts(octets);
        expect(JSON.stringify(facts).length).toBeLessThan(100 * octets.length + 10_000);
      } catch (error) {
        if (!(error instanceof CertificateError)) throw error;
      }
    }),
    { numRuns: RUNS },
  );
});

test('SMTP replies, in any pieces', () => {
  const text = around(
    '220 mx.example ESMTP\r\n',
    '250-STARTTLS\r\n',
    '250 SIZE 1\r\n',
    '454 4.7.0 later\n',
    'x'.repeat(5_000),
  );
  takesAll(fc.tuple(text, fc.integer({ min: 1, max: 9 })), ([replies, pieces]) => {
    const octets = Buffer.from(replies, 'latin1');
    const size = Math.ceil(octets.length / pieces) || 1;
    const reader = new ReplyReader();
    try {
      for (let at = 0; at < octets.length; at += size) {
        const reply = reader.take(octets.subarray(at, at + size));
        if (reply !== undefined) expect(reply.firstLine.length).toBeLessThanOrEqual(512);
      }
    } catch (error) {
      if (!(error instanceof ProbeFailure)) throw error;
    }
  });
});

test('Retry-After is a wait, or nothing', () => {
  takesAll(around('120', 'Fri, 31 Dec 2027 23:59:59 GMT', '-1', '1e9'), (header) => {
    const wait = retryAfterMs(header, 0);
    if (wait !== undefined) expect(Number.isFinite(wait) && wait >= 0).toBe(true);
  });
});

describe('what an administrator writes', () => {
  const HIDDEN = /[^\P{Cc}\n]|[\u202a-\u202e]/u;

  test('configurations: problems are lines without control characters', () => {
    takesAll(
      around(
        'domains:\n  - example.com\n',
        'schedule:\n  domains: 1h\n',
        'resolvers: [system]\n',
        'alerts: {}\n',
        '&a [*a]\n',
      ),
      (text) => {
        const parsed = parseConfig(text, 'fuzz.yaml', {});
        if ('problems' in parsed)
          for (const problem of parsed.problems)
            expect(Object.values(problem).map(String).join(' ')).not.toMatch(HIDDEN);
      },
    );
  });

  test('domain lists', () => {
    takesAll(around('example.com\n', '# comment\n', 'domain,owner\n', '"a.example",b\n', 'bücher.example\n'), (text) =>
      parseDomainList(text, 'list.txt'),
    );
  });

  test('durations come back as they were', () => {
    const parse = duration(1, 1e12);
    takesAll(around('1h', '30m', '2d', '1.5h'), parse);
    takesAll(fc.integer({ min: 1, max: 1e7 }), (seconds) => {
      const parsed = parse(formatDuration(seconds * 1_000));
      if ('value' in parsed) expect(parsed.value).toBe(seconds * 1_000);
    });
  });

  test('addresses for reports, and patterns of domains', () => {
    takesAll(around('mailto:a@example.com', 'https://x.example/r?y=1;2'), parseReportUri);
    takesAll(fc.tuple(around('*.example.com', '*', 'a*b*c'), around('www.example.com')), ([pattern, name]) =>
      isWanted(name, { include: [pattern] }),
    );
  });
});

describe('what comes from clients, agents and files', () => {
  test('cursors', () => {
    takesAll(around(makeCursor('a', 'b'), 'W10'), (text) => readPosition('a', text), 'RangeError');
    takesAll(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 }), (text) =>
      expect(readPosition('scope', makeCursor('scope', text))).toBe(text),
    );
  });

  test('lines of an archive', () => {
    takesAll(
      around('{"type":"check","value":{}}', '{"format":"mta-sts-watch-export","version":1}', '[', '1e999'),
      readLine,
    );
  });

  test('messages of agents', () => {
    takesAll(
      around('H4sIAAAAAAAAA6tWKqksSFWyUkoqLUlVqgUAf4nPcBEAAAA=', 'e30='),
      unpackMessage,
      'Error',
      'ZodError',
      'SyntaxError',
    );
  });
});

test('no notation of a private address passes the guard', () => {
  const octet = fc.nat(255);
  const isPrivate = fc.oneof(
    fc.tuple(fc.constant(10), octet, octet, octet),
    fc.tuple(fc.constant(127), octet, octet, octet),
    fc.tuple(fc.constant(169), fc.constant(254), octet, octet),
    fc.tuple(fc.constant(192), fc.constant(168), octet, octet),
  );
  const written = isPrivate.chain(([a, b, c, d]) => {
    const hex = (n: number): string => n.toString(16).padStart(2, '0');
    return fc.constantFrom(
      `${a}.${b}.${c}.${d}`,
      `::ffff:${a}.${b}.${c}.${d}`,
      `::ffff:${hex(a)}${hex(b)}:${hex(c)}${hex(d)}`,
      `0:0:0:0:0:ffff:${hex(a)}${hex(b)}:${hex(c)}${hex(d)}`,
      `64:ff9b::${hex(a)}${hex(b)}:${hex(c)}${hex(d)}`,
      `2002:${hex(a)}${hex(b)}:${hex(c)}${hex(d)}::`,
    );
  });
  fc.assert(
    fc.property(written, (address) => expect(addressRefusal(address)).toBeDefined()),
    { numRuns: RUNS },
  );
});
