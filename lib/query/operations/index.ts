import type { SilenceStore } from '../../monitor/ports';
import type { Operation } from '../operation';
import type { AcknowledgementDependencies } from './acknowledgements';
import { acknowledgementOperations } from './acknowledgements';
import { getAlert, listAlerts } from './alerts';
import { getCaller } from './caller';
import { getDomain } from './domain';
import { listDomains } from './domains';
import { getBadge, getCalendar, getFeed, getMetrics } from './formats';
import { getPolicy, getPulse, listEvents, listRuns } from './history';
import { getMxHost, listDependents, listMxHosts } from './mx-hosts';
import { getOverview } from './overview';
import { getSilence, listSilences, silenceOperations } from './silences';
import { TARGET_HISTORY } from './target-history';

/** All operations that read. */
export const OPERATIONS: readonly Operation[] = [
  getOverview,
  listDomains,
  getDomain,
  listMxHosts,
  getMxHost,
  listDependents,
  ...TARGET_HISTORY,
  listEvents,
  getPolicy,
  listAlerts,
  getAlert,
  listSilences,
  getSilence,
  listRuns,
  getPulse,
  getCaller,
  getMetrics,
  getFeed,
  getCalendar,
  getBadge,
];

/** All operations that write; whoever serves them says by `callerOf` who it was. */
export const writingOperations = (
  deps: AcknowledgementDependencies & { readonly store: SilenceStore },
): readonly Operation[] => [...acknowledgementOperations(deps), ...silenceOperations(deps)];
