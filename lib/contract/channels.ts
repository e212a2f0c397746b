/** What is declared about channels, for the adapters that open them and for the handlers that find their settings. */
export { CHANNELS, CHANNEL_NAMES, HEARTBEAT } from '../config/channels';
export type { ChannelName, ChannelSettings, FieldValues, SecretRecord } from '../config/channels';
