const { appendFileSync } = require('node:fs');

/**
 * Ends a run with one plain line, `Tests: 12 passed, 0 failed`, that a script can read. With CLOSING_LINES=FILE the line
 * is added to that file too, so that .ci/run can sum up several suites.
 */
module.exports = class ClosingLineReporter {
  onRunComplete(_contexts, results) {
    // A suite that could not even be loaded has no tests to count, and must not look like success.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const line = `Tests: ${results.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`;
    process.stderr.write(`\n${line}`);
    if (process.env.CLOSING_LINES) appendFileSync(process.env.CLOSING_LINES, line);
  }
};
