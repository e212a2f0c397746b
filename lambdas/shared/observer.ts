import type { HandlerSettings } from '../../lib/contract/settings';
import { observerOptions } from '../../lib/probes/check-options';
import type { NetworkObserver } from '../../lib/probes/observer';
import { createObserver } from '../../lib/probes/observer';

/** An observer as the deployment is configured. @param observeSmtp whether it connects to MX hosts */
export const deployedObserver = ({ check, schedule }: HandlerSettings, observeSmtp: boolean): NetworkObserver =>
  createObserver({ ...observerOptions(check, schedule.domains), observeSmtp });
