import type { HandlerSettings } from '../../lib/contract/settings';
import type { NetworkObserver } from '../../lib/probes/observer';
import { createObserver } from '../../lib/probes/observer';

/** An observer as the deployment is configured. @param observeSmtp whether it connects to MX hosts */
export const deployedObserver = ({ look, schedule }: HandlerSettings, observeSmtp: boolean): NetworkObserver =>
  createObserver({
    trustAd: look.resolverTrusted,
    resolverRate: look.resolverRate,
    nameServers: look.nameServers === 'never' ? 'never' : { everyMs: look.nameServers, lookEveryMs: schedule.domains },
    nameServerPort: look.nameServerPort,
    httpsPort: look.httpsPort,
    smtpPort: look.smtpPort,
    allowPrivateAddresses: look.allowPrivateAddresses,
    lookTimeoutMs: look.timeout,
    observeSmtp,
    ca: look.ca,
    ...(look.resolvers !== undefined && { resolvers: look.resolvers }),
    ...(look.ehlo !== undefined && { ehloName: look.ehlo }),
  });
