'use strict';
// Loaded into the program before anything else: its wall clock is set by the file that MACHINE_CLOCK names (milliseconds
// ahead of the real one), and schedules may be shorter than a configuration may say. The monotonic clock stays real.
const { readFileSync } = require('node:fs');
const { performance } = require('node:perf_hooks');
require('./fast-schedule.js');

const RealDate = Date;
let [shift, readAt] = [0, -Infinity];
function shifted() {
  if (performance.now() - readAt > 25) {
    readAt = performance.now();
    shift = Number(readFileSync(process.env.MACHINE_CLOCK, 'utf8'));
  }
  return RealDate.now() + shift;
}
globalThis.Date = class Date extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(shifted());
    else super(...given);
  }
  static now() {
    return shifted();
  }
};
