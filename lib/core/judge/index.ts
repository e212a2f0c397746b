export { judgeDomain } from './domain';
export { judgeMxHost } from './mx-host';
export { LASTING_TRIES } from './not-now';
export type { JudgeOptions } from './options';
