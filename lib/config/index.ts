export { parseConfig } from './parse';
export type { ParsedConfig } from './parse';
export { parseDomainList } from './domain-list';
export { formatProblem } from './problem';
export type { ConfigProblem } from './problem';
export type { Config } from './schema';
export { formatResolver } from './network';
