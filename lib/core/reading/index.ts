export { readDomain } from './domain';
export type { DomainReading } from './domain';
export { readMxHost } from './mx-host';
export type { MxHostReading } from './mx-host';
export { mxSetOf } from './mx-set';
export type { MxSet } from './mx-set';
