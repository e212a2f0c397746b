import { handle } from 'hono/aws-lambda';
import { queryApp } from '../lib/query/app';
import { clock, openStore, readSettings } from './shared/deployment';
import { logger } from './shared/telemetry';

const settings = readSettings();

/** Answers requests to the function's URL. Who may ask, IAM has decided before; nothing here can write. */
export const handler = handle(
  queryApp({
    store: openStore(settings),
    clock,
    every: settings.schedule,
    place: `AWS Lambda${settings.smtpVantage === 'none' ? '; MX hosts are not looked at' : ''}`,
    onError: (error) => logger.error('query failed', { error: error as Error }),
  }),
);
