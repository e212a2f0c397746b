const { appendFileSync } = require('node:fs');
const { relative } = require('node:path');
const { TestEnvironment } = require('jest-environment-node');

/**
 * Node's environment, which with TEST_TIMES=FILE notes how long each test and hook took of the time that it is given.
 * Jest's own reports say the first and not the second. `npm run test:times` reads the file.
 */
module.exports = class TimedEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.file = relative(config.globalConfig.rootDir, context.testPath);
    this.started = new Map();
  }

  async handleTestEvent(event, state) {
    const to = process.env.TEST_TIMES;
    if (to === undefined) return;
    const { name, hook, test } = event;
    if (name === 'hook_start' || name === 'test_fn_start') this.started.set(hook ?? test, performance.now());
    if (!/^(?:hook|test_fn)_(?:success|failure)$/.test(name)) return;
    const of = hook ?? test;
    const line = {
      file: this.file,
      name: hook === undefined ? namesOf(test) : `${hook.type} ${namesOf(hook.parent)}`.trim(),
      ms: performance.now() - this.started.get(of),
      limitMs: of.timeout ?? state.testTimeout,
    };
    appendFileSync(to, `${JSON.stringify(line)}\n`);
  }
};

/** @returns the titles around a test, and its own */
function namesOf({ name, parent }) {
  return parent === undefined ? '' : `${namesOf(parent)} ${name}`.trim();
}
