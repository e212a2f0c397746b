import { groupMessages } from '../core/alerting';
import type { AlertMessage } from '../core/model';
import type { AlertChannel } from '../monitor/ports';

/** The terminal that the monitor was started in; `show` prints one alert. */
export function terminalChannel(show: (message: AlertMessage) => void): AlertChannel {
  return {
    name: 'terminal',
    async send(delivery) {
      groupMessages(delivery.messages).forEach(show);
    },
  };
}
