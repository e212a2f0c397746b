const base = require('../../../jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
  ...base,
  rootDir: '../../..',
  roots: ['<rootDir>/test/integ/chaos'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 120000,
  // What a failed test leaves behind ends with the namespace of the suite; without this it would keep the suite from ending.
  forceExit: true,
};
