import { Command } from 'commander';
import { throughIo } from '../../commander';
import type { CliIo } from '../../io';
import { acknowledgeCommands } from './acknowledge';
import { listCommand } from './list';
import { muteCommands } from './mute';
import { showCommand } from './show';

/** `alerts`: what people were told, what is still open, and what they need not be told. */
export function alertsCommand(io: CliIo): Command {
  const alerts = throughIo(new Command('alerts'), io).description('show, acknowledge and mute alerts');
  listCommand(alerts, io);
  showCommand(alerts, io);
  acknowledgeCommands(alerts, io);
  muteCommands(alerts, io);
  return alerts;
}
