import { Writable } from 'node:stream';
import { Faults } from '../../../lib/monitor/faults';
import { boundBacklog } from '../../../lib/cli/process/output';

test('a log that nobody reads takes a bounded part of the memory, and lines are written again when somebody does', () => {
  const waiting: (() => void)[] = [];
  let written = 0;
  const stream = new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      written += line.length;
      waiting.push(done);
    },
  });
  boundBacklog(stream as unknown as NodeJS.WriteStream);
  const line = 'x'.repeat(999) + '\n';
  for (let n = 0; n < 5_000; n++) stream.write(line);
  expect(stream.writableLength).toBeLessThanOrEqual((1 << 20) + line.length);
  while (stream.writableLength > 0) waiting.shift()?.();
  const before = written;
  expect(before).toBeLessThan(2_000_000);
  stream.write(line);
  expect(written).toBe(before + line.length);
});

describe('faults that nobody caught', () => {
  let now = 0;
  const faults = (): Faults => {
    now = 0;
    return new Faults(() => now);
  };

  test('are reported once for each kind, whatever numbers they name, and again after an hour with their count', () => {
    const noted = faults();
    expect(noted.note(new Error('read failed at 0x7f3a'))).toBe('read failed at 0x7f3a');
    for (let n = 0; n < 20; n++, now += 60_000)
      expect(noted.note(new Error(`read failed at 0x${n}bc`))).toBeUndefined();
    expect(noted.note(new Error('another'))).toBe('another');
    now = 3_600_000;
    expect(noted.note(new Error('read failed at 0x1'))).toBe('read failed at 0x1 (21 times since the last report)');
  });

  test('of ever new kinds are remembered up to a bound', () => {
    const noted = faults();
    const said = Array.from({ length: 1_000 }, (_, n) =>
      noted.note(new Error(String.fromCodePoint(0x4e00 + n))),
    ).filter((words) => words !== undefined);
    expect(said).toHaveLength(100);
  });

  test('hidden characters in them are shown as escapes', () => {
    expect(faults().note(new Error('a\u001b[2Jb'))).toBe('a\\u001b[2Jb');
  });

  test('many within a minute are the last', () => {
    const noted = faults();
    const isLast = (): boolean => {
      noted.note(new Error('again'));
      return noted.isLast(new Error('again'));
    };
    for (let n = 0; n < 1_000; n++, now += 1_000) expect(isLast()).toBe(false);
    expect(Array.from({ length: 200 }, isLast).at(-1)).toBe(true);
  });
});
