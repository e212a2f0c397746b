export { canariesOf } from './canaries';
export { parseConfig } from './parse';
export type { ParsedConfig } from './parse';
export { parseDomainList } from './domain-list';
export { formatProblem } from './problem';
export type { ConfigProblem } from './problem';
export type { AlertRules, Config } from './schema';
export type { CheckSettings } from './check-settings';

/** Read when it is there and no other is named, so that the monitor and its deployment find the same file. */
export const DEFAULT_CONFIG_FILE = 'mta-sts-watch.yaml';
