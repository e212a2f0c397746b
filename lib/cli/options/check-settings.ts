import type { Command } from 'commander';
import type { CheckSettings, Config } from '../../config';
import { CHECK_SETTINGS, checkSettingsOf } from '../../config/check-settings';
import type { Setting } from '../../config/setting';
import { settingsGiven, withOptions } from './settings';

/** The options of a check as commander gives them, with those of {@link CHECK_SETTINGS}. */
export interface CheckSettingFlags {
  /** False when MX hosts are not to be connected to. */
  readonly smtp?: boolean;
}

/** The settings of a check, from the configuration and the options over it. */
export interface CliCheckSettings extends CheckSettings {
  readonly expiryThresholds: Config['expiryThresholds'];
  /** Whether to connect to MX hosts. */
  readonly smtp: boolean;
}

const only = (domainsOnly: boolean): Readonly<Record<string, Setting>> =>
  Object.fromEntries(
    Object.entries<Setting>(CHECK_SETTINGS).filter(([, { option }]) => (option.domainsOnly ?? false) === domainsOnly),
  );

export const withCheckOptions = (command: Command): Command =>
  withOptions(withOptions(command, only(false)), only(true)).option(
    '--no-smtp',
    'do not connect to MX hosts; check only records and policy',
  );

/** The options for checks of MX hosts alone, by an agent: it needs a name for EHLO that is its own. */
export const withMxHostOptions = (command: Command): Command => withOptions(command, only(false), ['ehlo']);

export const checkSettings = (config: Config, flags: CheckSettingFlags): CliCheckSettings => ({
  ...checkSettingsOf(config),
  ...settingsGiven(CHECK_SETTINGS, flags),
  smtp: flags.smtp ?? true,
  expiryThresholds: config.expiryThresholds,
});
