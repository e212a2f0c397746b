import type { TargetState } from '../../core/model';
import { mxHostTarget } from '../../core/model';
import type { QueryDependencies } from '../dependencies';
import type { MxHostRow } from '../resources';
import { findingResources } from './findings';

/** How each MX host stands by what is remembered of it, in the order asked. */
export async function mxHostRows(
  names: readonly string[],
  { store, clock }: Pick<QueryDependencies, 'store' | 'clock'>,
): Promise<MxHostRow[]> {
  const states = await store.readStates(names.map(mxHostTarget));
  return names.map((name, index) => ({ name, ...standing(states[index], clock.now()) }));
}

function standing(state: TargetState | undefined, now: number): Omit<MxHostRow, 'name'> {
  if (state === undefined) return { standing: 'not-yet' };
  const [worst] = findingResources([state], ({ severity }) => severity, now).filter(
    ({ status, severity }) => status === 'open' && severity !== 'info',
  );
  if (worst !== undefined) return { standing: 'at-fault', worst: { severity: worst.severity, title: worst.title } };
  return { standing: state.unknown.length > 0 ? 'unseen' : 'sound' };
}
