import type { Target, TargetState } from '../../core/model';

/** What is remembered of a target before the first look. */
export const nothingSeen = (target: Target): TargetState => ({
  target,
  version: 0,
  observedAt: 0,
  facts: {},
  certificates: {},
  findings: {},
  unknown: [],
  outbox: [],
});
