'use strict';
// Loaded into the program before anything else: schedules may be shorter than a configuration may say.
const durations = require('../../../../dist/lib/config/duration.js');

const { duration } = durations;
durations.duration = (least, most) => duration(Math.min(least, 1_000), most);
