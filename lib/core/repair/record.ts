import type { Repair } from '../findings';
import { entryOf } from '../findings';
import type { RepairKind } from './types';

/** The record whose change mends a kind; undefined where no change of the zone does. */
export const recordFor = (kind: RepairKind): Repair['record'] =>
  kind === 'policy-changed-under-same-id' ? 'sts-record' : entryOf(kind).repair.record;
