import { failureFrom } from '../../../lib/probes/net/failure';
import { ReplyReader } from '../../../lib/probes/smtp/reply';

/** The cause of the failure that reading ends with. */
function causeOf(text: string): string | undefined {
  try {
    read(text);
    return undefined;
  } catch (error) {
    return failureFrom(error).cause;
  }
}

const read = (text: string, reader = new ReplyReader()) => reader.take(Buffer.from(text));

describe('replies', () => {
  test.each([
    ['one line', '220 mx.example.com ESMTP\r\n', 220, ['mx.example.com ESMTP']],
    ['several', '250-mx\r\n250-SIZE 10\r\n250 STARTTLS\r\n', 250, ['mx', 'SIZE 10', 'STARTTLS']],
    ['a bare code', '250\r\n', 250, ['']],
    ['bare codes between', '250-\r\n250-x\r\n250\r\n', 250, ['', 'x', '']],
    ['line feeds alone', '250-mx\n250 ok\n', 250, ['mx', 'ok']],
    ['codes that differ: the last counts', '250-mx\r\n550 no\r\n', 550, ['mx', 'no']],
    ['what is not ASCII', '220 grüß dich\r\n', 220, ['grüß dich']],
    ['hidden characters', '220 a\0b\x1b[31m\r\n', 220, ['a\0b\x1b[31m']],
  ])('%s', (_, text, code, lines) => {
    expect(read(text)).toMatchObject({ code, lines });
  });

  test('in any pieces', () => {
    const text = '250-mx\r\n250 STARTTLS\r\n';
    const reader = new ReplyReader();
    const replies = [...text].map((character) => read(character, reader));
    expect(replies.filter((reply) => reply !== undefined)).toMatchObject([{ code: 250, lines: ['mx', 'STARTTLS'] }]);
    expect(replies.at(-1)).toBeDefined();
  });

  test('one after another; the rest is kept', () => {
    const reader = new ReplyReader();
    expect(read('220 one\r\n250 two\r\nrest', reader)?.code).toBe(220);
    expect(reader.rest.toString()).toBe('250 two\r\nrest');
    expect(read('', reader)?.code).toBe(250);
    expect(reader.rest.toString()).toBe('rest');
  });

  test('the first line is kept as sent, to 512 octets', () => {
    expect(read('220-first\r\n220 second\r\n')?.firstLine).toBe('220-first');
    expect(read(`220 ${'x'.repeat(1000)}\r\n`)?.firstLine).toHaveLength(512);
  });
});

describe('what is no reply', () => {
  test.each([
    'SSH-2.0-OpenSSH\r\n',
    'HTTP/1.1 400\r\n',
    '\r\n',
    '22 x\r\n',
    '2200 x\r\n',
    '220_x\r\n',
    '199 x\r\n',
    '600 x\r\n',
    '220-x\r\nnonsense\r\n',
    ' 220 x\r\n',
  ])('%j', (text) => {
    expect(causeOf(text)).toBe('protocol');
  });

  test('a line without end, or one that is too long', () => {
    expect(causeOf('220 '.padEnd(4097, 'x'))).toBe('too-large');
    expect(causeOf(`${'220 '.padEnd(5000, 'x')}\r\n`)).toBe('too-large');
    expect(read(`${'220 '.padEnd(4000, 'x')}\r\n`)?.code).toBe(220);
  });

  test('lines without end', () => {
    expect(causeOf('250-x\r\n'.repeat(129))).toBe('too-large');
    expect(read(`${'250-x\r\n'.repeat(127)}250 x\r\n`)?.lines).toHaveLength(128);
  });
});
