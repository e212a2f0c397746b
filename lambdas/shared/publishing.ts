import type { HandlerSettings } from '../../lib/contract/settings';
import { remindersAround } from '../../lib/core/alerting';
import type { PublishDeps } from '../../lib/monitor/publish';
import type { OpenStore } from '../../lib/storage/store';
import { clock } from './deployment';

/** What the use cases need that turn transitions into alerts. */
export function publishing(
  store: OpenStore,
  { alerts, channels }: HandlerSettings,
): PublishDeps & { readonly store: OpenStore } {
  return {
    store,
    clock,
    policy: { minimumSeverity: alerts.minimumSeverity, remindAfter: remindersAround(alerts.remindAfter), channels },
  };
}
