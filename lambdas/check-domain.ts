import { ENVIRONMENT } from '../lib/contract/environment';
import { workHandler } from './shared/worker';

/** Looks at policy domains. */
export const handler = workHandler('domain', ENVIRONMENT.domainQueueUrl);
