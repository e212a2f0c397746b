import { ENVIRONMENT } from '../lib/contract/environment';
import { workHandler } from './shared/worker';

/** Looks at MX hosts. */
export const handler = workHandler('mx-host', ENVIRONMENT.mxHostQueueUrl);
