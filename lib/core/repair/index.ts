export type { AutomaticKind } from './automatic';
export { AUTOMATIC_KINDS, automaticKindsOf, isAutomatic } from './automatic';
export { outcomeOf, recordsOf, repairEvent, wasUndone } from './made';
export { planRepair } from './plan';
export { recordFor } from './record';
export type { Mend, NotMended, RepairInput, RepairKind, RepairPlan, ServedKey } from './types';
