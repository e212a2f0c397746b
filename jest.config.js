/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: '<rootDir>/test/support/timed-environment.js',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/test/integ/'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  reporters: ['default', '<rootDir>/test/support/closing-line-reporter.js'],
  // Most tests take less than a second; on a machine with other work those that start processes take twenty.
  testTimeout: 90000,
  // Many tests wait for sockets and clocks: on two cores jest's own choice of one worker would leave them idle.
  maxWorkers: 2,
};
