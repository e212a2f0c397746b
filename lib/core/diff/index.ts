export { domainLook } from './domain-look';
export type { Look, LookFacts, PolicyLook, ServedCertificate } from './look';
export { mxHostLook } from './mx-host-look';
export { nextState } from './next-state';
export type { Transition } from './next-state';
export { DEFAULT_LOOKS } from './options';
export type { DiffOptions } from './options';
export type { BodyOf } from './policy-facts';
export { retiredState } from './retire';
