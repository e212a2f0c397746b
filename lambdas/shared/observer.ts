import type { HandlerSettings } from '../../lib/contract/settings';
import type { NetworkObserver } from '../../lib/probes/observer';
import { createObserver } from '../../lib/probes/observer';

/** An observer as the deployment is configured. @param observeSmtp whether it connects to MX hosts */
export const deployedObserver = ({ check, schedule }: HandlerSettings, observeSmtp: boolean): NetworkObserver =>
  createObserver({
    trustAd: check.resolverTrusted,
    resolverRate: check.resolverRate,
    nameServers:
      check.nameServers === 'never' ? 'never' : { everyMs: check.nameServers, observeEveryMs: schedule.domains },
    nameServerPort: check.nameServerPort,
    httpsPort: check.httpsPort,
    smtpPort: check.smtpPort,
    allowPrivateAddresses: check.allowPrivateAddresses,
    checkTimeoutMs: check.timeout,
    observeSmtp,
    ca: check.ca,
    ...(check.resolvers !== undefined && { resolvers: check.resolvers }),
    ...(check.ehlo !== undefined && { ehloName: check.ehlo }),
  });
