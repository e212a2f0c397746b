import type { PolicyFacts } from '../model';
import type { CheckedPolicy } from './check';

/** A policy as a check got it. */
export type CheckedServedPolicy = Extract<CheckedPolicy, { state: 'served' }>;

/**
 * A served policy as it is remembered.
 * @param id of the STS record that it was seen under
 */
export const servedPolicyFacts = (now: CheckedServedPolicy, id?: string): PolicyFacts => ({
  sha256: now.sha256,
  mx: now.mx,
  reachable: true,
  ...(now.mode !== undefined && { mode: now.mode }),
  ...(now.maxAge !== undefined && { maxAge: now.maxAge }),
  ...(id !== undefined && { id }),
});
