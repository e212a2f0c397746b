import { METRICS } from '../lib/contract/metrics';
import { deliver } from '../lib/monitor/deliver';
import { channels } from './shared/channels';
import { openStore, readSettings } from './shared/deployment';
import { publishing } from './shared/publishing';
import { emit, logger } from './shared/telemetry';

const settings = readSettings();
const deps = publishing(openStore(settings), settings);
const all = channels(settings.channels);

/** Tells on each channel what waits there. A channel that fails waits for its next turn, and keeps no other waiting. */
export async function handler(): Promise<void> {
  const outcomes = await Promise.allSettled(all.map((channel) => deliver(channel, deps)));
  let sent = 0;
  let failed = 0;
  outcomes.forEach((outcome, index) => {
    const channel = all[index]?.name;
    if (outcome.status === 'rejected') {
      failed += 1;
      logger.error('channel failed', { channel, error: outcome.reason as Error });
      return;
    }
    const { messages, deferred } = outcome.value;
    sent += messages;
    if (messages > 0) logger.info('told', { channel, messages });
    if (deferred?.reason !== undefined) {
      failed += 1;
      logger.warn('channel did not take it', { channel, reason: deferred.reason, until: new Date(deferred.until).toISOString() });
    }
  });
  if (sent > 0) emit({ [METRICS.deliveriesSent]: sent });
  if (failed > 0) emit({ [METRICS.deliveriesFailed]: failed });
}
