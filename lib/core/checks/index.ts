export { judgeDomain } from './domain';
export { judgeMxHost } from './mx-host';
export { mxSetOf } from './mx-hosts';
export type { MxSet } from './mx-hosts';
export type { JudgeOptions } from './options';
