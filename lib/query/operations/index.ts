import type { Operation } from '../operation';
import type { AcknowledgementDependencies } from './acknowledgements';
import { acknowledgementOperations } from './acknowledgements';
import { listDomains } from './domains';
import { getOverview } from './overview';
import { getSilence, listSilences, silenceOperations } from './silences';
import type { SilenceStore } from '../../monitor/ports';

/** All operations that read. */
export const OPERATIONS: readonly Operation[] = [getOverview, listDomains, listSilences, getSilence];

/** All operations that write; whoever serves them says by `callerOf` who it was. */
export const writingOperations = (deps: AcknowledgementDependencies & { readonly store: SilenceStore }): readonly Operation[] => [...acknowledgementOperations(deps), ...silenceOperations(deps)];
