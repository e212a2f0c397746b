import type { HandlerSettings } from '../../lib/contract/settings';
import { DEFAULT_DIFF_OPTIONS } from '../../lib/core/diff';
import type { DiffOptions } from '../../lib/core/diff';
import type { TargetType } from '../../lib/core/model';

/** How many checks of a target it takes to believe a change, and how far apart they must be to count. */
export const diffOptionsOf = (
  type: TargetType,
  { alerts: { confirmChecks }, schedule }: HandlerSettings,
): Omit<DiffOptions, 'vantageGood'> => ({
  ...DEFAULT_DIFF_OPTIONS,
  confirmChecks,
  interval: type === 'domain' ? schedule.domains : schedule.mxHosts,
});
