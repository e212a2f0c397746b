import { METRICS } from '../lib/contract/metrics';
import { channels } from './shared/channels';
import { openStore, readSettings } from './shared/deployment';
import { publishing } from './shared/publishing';
import { logged } from './shared/log';
import { emit } from './shared/telemetry';
import { tell } from './shared/telling';

const settings = readSettings();
const deps = publishing(openStore(settings), settings);
const all = channels(settings.channels);

/** Tells people what waits to be told. */
export const handler = logged(async (): Promise<void> => {
  const { messages, behind } = await tell(all, deps);
  emit({
    ...(messages > 0 && { [METRICS.alertsTold]: messages }),
    ...(behind > 0 && { [METRICS.channelsBehind]: behind }),
  });
});
