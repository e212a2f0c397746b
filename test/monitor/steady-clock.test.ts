import { BELIEVED_AFTER, STEP, SteadyClock } from '../../lib/monitor/steady-clock';
import { DAY, HOUR, MINUTE, NOON } from './stage';

const YEAR = 365 * DAY;

/** A machine: its wall clock can be set, its monotonic clock cannot. */
function machine(start = NOON) {
  let [wall, steady] = [start, 5_000.25];
  const clock = new SteadyClock(() => wall, { now: () => steady });
  clock.begin({ at: Math.min(start, NOON) });
  return {
    clock,
    pass: (ms: number) => void ((wall += ms), (steady += ms)),
    set: (ms: number) => void (wall += ms),
    wall: () => wall,
  };
}

test('a clock that keeps pace is the wall clock, slow drift included', () => {
  const { clock, pass, set, wall } = machine();
  for (let n = 0; n < 1_000; n += 1) {
    pass(MINUTE);
    set(n % 2 === 0 ? 500 : 300);
    expect(clock.now()).toBe(wall());
  }
  expect(clock.doubt).toBeUndefined();
  expect(clock.mayDelete()).toBe(true);
});

test('a year ahead for four seconds: the time goes on, and nothing is left of it', () => {
  const { clock, pass, set } = machine();
  pass(10_000);
  set(YEAR);
  pass(4_000);
  expect(clock.now()).toBe(NOON + 14_000);
  expect(clock.doubt).toEqual({ why: 'step', by: YEAR, since: NOON + 14_000 });
  expect(clock.mayDelete()).toBe(false);
  expect(clock.mark().at).toBe(NOON + 14_000);
  set(-YEAR);
  pass(1_000);
  expect(clock.now()).toBe(NOON + 15_000);
  expect(clock.doubt).toBeUndefined();
  expect(clock.mayDelete()).toBe(true);
});

test('an hour back: the time goes on, as a whole number', () => {
  const { clock, pass, set } = machine();
  set(-HOUR);
  pass(10.5);
  expect(clock.now()).toBe(NOON + 11);
  expect(clock.doubt).toMatchObject({ why: 'step', by: -HOUR });
});

test('a clock that was set and kept pace for a day is believed; one that is set again waits anew', () => {
  const { clock, pass, set, wall } = machine();
  set(HOUR);
  pass(BELIEVED_AFTER / 2);
  expect(clock.doubt).toBeDefined();
  set(-3 * HOUR);
  pass(BELIEVED_AFTER - MINUTE);
  expect(clock.now()).toBe(wall() + 2 * HOUR);
  pass(BELIEVED_AFTER);
  expect(clock.doubt).toBeUndefined();
  expect(clock.now()).toBe(wall());
});

test('a machine that sleeps every night without counting it is believed after a day awake', () => {
  const { clock, pass, set, wall } = machine();
  const believed: boolean[] = [];
  for (let hour = 0; hour < 4 * 16; hour += 1) {
    if (hour % 16 === 0) set(8 * HOUR);
    believed.push(clock.doubt === undefined);
    pass(HOUR);
  }
  // A day awake is one and a half of these days; the next night is another step.
  expect(believed.flatMap((is, hour) => (is ? [hour] : []))).toEqual([
    24, 25, 26, 27, 28, 29, 30, 31, 56, 57, 58, 59, 60, 61, 62, 63,
  ]);
  expect(clock.now()).toBe(wall());
});

test('a clock that leaps far ahead again and again is not believed', () => {
  const { clock, pass, set } = machine();
  for (let n = 1; n <= 5; n += 1) {
    set(YEAR);
    expect(clock.doubt).toMatchObject({ why: 'step', by: n * YEAR });
    pass(BELIEVED_AFTER - HOUR);
    expect(clock.now()).toBe(NOON + n * (BELIEVED_AFTER - HOUR));
  }
});

test('a step that NTP may make is no step', () => {
  const { clock, set, wall } = machine();
  set(STEP - 1);
  expect(clock.now()).toBe(wall());
  expect(clock.doubt).toBeUndefined();
});

describe('at the start', () => {
  test('a clock behind the mark is in doubt until it reaches it', () => {
    const { clock, pass, set, wall } = machine();
    clock.begin({ at: NOON + HOUR });
    expect(clock.doubt).toEqual({ why: 'behind', by: -HOUR, since: NOON + HOUR });
    expect(clock.now()).toBe(NOON);
    expect(clock.mark()).toEqual({ at: NOON + HOUR, behindSince: NOON });
    pass(MINUTE);
    set(HOUR);
    expect(clock.doubt).toBeUndefined();
    expect(clock.now()).toBe(wall());
  });

  test('a mark from a clock that was ahead is outlived in a day, restarts included', () => {
    const mark = { at: NOON + YEAR, behindSince: NOON };
    const second = machine(NOON + 20 * HOUR);
    second.clock.begin(mark);
    expect(second.clock.mark()).toEqual(mark);
    second.pass(3 * HOUR);
    expect(second.clock.doubt).toBeDefined();
    second.pass(2 * HOUR);
    expect(second.clock.doubt).toBeUndefined();
    expect(second.clock.mark()).toEqual({ at: second.wall() });
    const third = machine(NOON + 2 * DAY);
    third.clock.begin(mark);
    expect(third.clock.doubt).toBeUndefined();
  });

  test('a clock behind the mark that is set far ahead of it deletes nothing for a day', () => {
    const { clock, pass, set } = machine();
    clock.begin({ at: NOON + HOUR });
    expect(clock.doubt).toMatchObject({ why: 'behind' });
    set(YEAR);
    expect(clock.doubt).toBeUndefined();
    expect(clock.mayDelete()).toBe(false);
    pass(BELIEVED_AFTER);
    expect(clock.mayDelete()).toBe(true);
  });

  test('a clock from before this program was written is in doubt, and is believed once it is set', () => {
    let wall = Date.UTC(1970, 0, 2);
    const clock = new SteadyClock(() => wall, { now: () => 0 });
    expect(clock.doubt).toMatchObject({ why: 'behind' });
    wall = NOON;
    expect(clock.now()).toBe(NOON);
    expect(clock.doubt).toBeUndefined();
  });

  test('long after the mark nothing is deleted for a day: the clock may be ahead', () => {
    const { clock, pass } = machine(NOON + YEAR);
    expect(clock.doubt).toBeUndefined();
    expect(clock.mayDelete()).toBe(false);
    pass(BELIEVED_AFTER);
    expect(clock.mayDelete()).toBe(true);
  });

  test('a clock that was a year ahead at the start and is set right is believed at once', () => {
    const { clock, pass, set, wall } = machine(NOON + YEAR);
    pass(MINUTE);
    set(-YEAR);
    expect(clock.now()).toBe(wall());
    expect(clock.doubt).toBeUndefined();
    expect(clock.mayDelete()).toBe(false);
  });

  test('a step back to before the mark is not believed, however the process began', () => {
    const { clock, pass, set } = machine(NOON + YEAR);
    pass(MINUTE);
    set(-2 * YEAR);
    expect(clock.doubt).toMatchObject({ why: 'step' });
  });
});
