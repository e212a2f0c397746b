const base = require('../../../jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
  ...base,
  rootDir: '../../..',
  roots: ['<rootDir>/test/integ/chaos'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 120000,
};
