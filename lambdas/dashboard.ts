import type { LambdaEvent } from 'hono/aws-lambda';
import { handle } from 'hono/aws-lambda';
import { ENVIRONMENT } from '../lib/contract/environment';
import type { AccessRules } from '../lib/contract/hosted-dashboard';
import { nameOf } from '../lib/query/access/claims';
import { originApp } from '../lib/query/access/origin';
import { mayChange, signedInApp } from '../lib/query/access/signed-in';
import { queryApp } from '../lib/query/app';
import { writingOperations } from '../lib/query/operations';
import { clock, environment, openStore, readSettings } from './shared/deployment';
import { signedInBy } from './shared/signed-in';
import { logged, logger } from './shared/log';

const settings = readSettings();
const store = openStore(settings);
const rules = JSON.parse(environment(ENVIRONMENT.access)) as AccessRules;

const api = queryApp(
  {
    store,
    clock,
    every: settings.schedule,
    place: `AWS Lambda${settings.smtpVantage === 'none' ? '; MX hosts are not looked at' : ''}`,
    callerOf: (request) => nameOf(signedInBy(request) ?? {}),
    mayChange: (request) => mayChange(signedInBy(request), rules),
    onError: (error) => logger.error('request failed', { error }),
  },
  { operations: writingOperations({ store, clock }) },
);

const signedIn = signedInApp(api, rules, signedInBy);
const originSecret = process.env[ENVIRONMENT.originSecret];
const answer = handle(originSecret === undefined ? signedIn : originApp(signedIn, originSecret));

/** Answers the page of the hosted dashboard: the query API, for people who are signed in. */
export const handler = logged<LambdaEvent, unknown>((event, context) => answer(event, context));
