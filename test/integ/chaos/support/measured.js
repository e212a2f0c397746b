// Loaded before the program (node -r): makes a schedule of `1s` one of 100 ms, and answers each message of its parent
// with what the process holds after garbage collection: its heap, its files and sockets, its timers, and the iterators
// of LevelDB that are open. They are counted where LevelDB makes them, by nothing of the product.
const { readdirSync } = require('node:fs');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

const durations = require('../../../../dist/lib/config/duration.js');
const { duration } = durations;
durations.duration = (least, most) => (raw) => (raw === '1s' ? { value: 100 } : duration(least, most)(raw));

const { ClassicLevel } = require('classic-level');
let iterators = 0;
const make = ClassicLevel.prototype._iterator;
ClassicLevel.prototype._iterator = function (options) {
  const iterator = make.call(this, options);
  const close = iterator._close;
  iterators += 1;
  iterator._close = function () {
    iterators -= 1;
    return close.call(this);
  };
  return iterator;
};

process.on('message', async () => {
  for (let n = 0; n < 3; n += 1) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  const resources = {};
  for (const name of process.getActiveResourcesInfo()) resources[name] = (resources[name] ?? 0) + 1;
  process.send({ heapUsed, external, rss, files: readdirSync('/proc/self/fd').length, iterators, resources });
});
process.channel.unref();
