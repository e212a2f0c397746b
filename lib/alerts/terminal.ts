import type { AlertMessage } from '../core/model';
import type { AlertChannel } from '../monitor/ports';
import { worstFirst } from './document';

/** The terminal that the monitor was started in; `show` prints one alert. */
export function terminalChannel(show: (message: AlertMessage) => void): AlertChannel {
  return {
    name: 'terminal',
    async send(delivery) {
      worstFirst(delivery.messages).forEach(show);
    },
  };
}
