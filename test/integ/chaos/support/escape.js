// Loaded before the program: exceptions that escape from callbacks, as a fault in a socket's listener would.
const { FAULTS_AFTER_MS = '3000', FAULTS = 'timer,rejection,emitter,same,same' } = process.env;
const { EventEmitter } = require('node:events');

const KINDS = {
  timer: () => {
    throw new TypeError('a timer threw');
  },
  rejection: () => void Promise.reject(new Error('nobody waits for this')),
  emitter: () => new EventEmitter().emit('error', new Error('an error that nobody listens to')),
  same: () => {
    throw new Error(`the same fault ${Math.random()}`);
  },
  assertion: () => {
    throw Object.assign(new Error('the runtime is broken'), { code: 'ERR_INTERNAL_ASSERTION' });
  },
  flood: () => {
    for (let n = 0; n < 300; n++) setImmediate(KINDS.same);
  },
};

for (const [index, kind] of FAULTS.split(',').entries())
  setTimeout(() => KINDS[kind](), Number(FAULTS_AFTER_MS) + 10 * index);
