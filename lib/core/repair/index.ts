export { planRepair } from './plan';
export type { Mend, NotMended, RepairInput, RepairKind, RepairPlan } from './types';
