/* eslint-disable @typescript-eslint/no-require-imports -- import() of a file of one's own needs its extension, which differs between sources and build */
import type * as Agent from '../queues/agent-link';
import type * as DashboardAccess from '../dashboard/server/access';
import type * as Dashboard from '../dashboard/server/server';
import type * as CheckOptions from '../probes/check-options';
import type * as Observer from '../probes/observer';
import type * as Query from '../query/app';
import type * as Acknowledgements from '../query/operations/acknowledgements';
import type * as Silences from '../query/operations/silences';
import type * as Roots from '../probes/tls/roots';
import type * as Route53 from '../route53/account';
import type * as Sandbox from '../sandbox';
import type * as Stack from './stack';
import type * as Storage from '../storage/open';

/** Parts that take their time to load (the AWS SDK, the engine, the private CA): loaded by the commands that use them. */
export const lazy = {
  agent: () => require('../queues/agent-link') as typeof Agent,
  stack: () => require('./stack') as typeof Stack,
  storage: () => require('../storage/open') as typeof Storage,
  sandbox: () => require('../sandbox') as typeof Sandbox,
  route53: () => require('../route53/account') as typeof Route53,
  dashboard: () => ({
    ...(require('../dashboard/server/access') as typeof DashboardAccess),
    ...(require('../dashboard/server/server') as typeof Dashboard),
    ...(require('../query/app') as typeof Query),
    ...(require('../query/operations/acknowledgements') as typeof Acknowledgements),
    ...(require('../query/operations/silences') as typeof Silences),
  }),
  probes: () => ({
    ...(require('../probes/check-options') as typeof CheckOptions),
    ...(require('../probes/observer') as typeof Observer),
    ...(require('../probes/tls/roots') as typeof Roots),
  }),
};
