import type { LambdaEvent } from 'hono/aws-lambda';
import { handle } from 'hono/aws-lambda';
import type { SmtpVantage } from '../lib/contract/settings';
import { queryApp } from '../lib/query/app';
import { clock, openStore, readSettings } from './shared/deployment';
import { logged, logger } from './shared/log';

const PLACES: Readonly<Record<SmtpVantage, string>> = {
  none: 'AWS Lambda; MX hosts are not looked at',
  vpc: 'AWS Lambda; MX hosts from its VPC',
  agent: 'AWS Lambda; MX hosts from agents',
};

const settings = readSettings();

const answer = handle(
  queryApp({
    store: openStore(settings),
    clock,
    every: settings.schedule,
    place: PLACES[settings.smtpVantage],
    onError: (error) => logger.error('query failed', { error }),
  }),
);

/** Answers requests to the function's URL. Who may ask, IAM has decided before; nothing here can write. */
export const handler = logged<LambdaEvent, unknown>((event, context) => answer(event, context));
