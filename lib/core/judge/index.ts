export { judgeDomain } from './domain';
export { judgeMxHost } from './mx-host';
export { mxSetOf } from './mx-hosts';
export type { MxSet } from './mx-hosts';
export { LASTING_TRIES } from './not-now';
export type { JudgeOptions } from './options';
