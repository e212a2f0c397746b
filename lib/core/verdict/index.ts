export { acceptanceOf } from './acceptance';
export { isWithoutRoute } from './addresses';
export { deliveredByExchangeOnline } from './alias';
export { daneStanding, isForDomain } from './dane';
export { deliveries } from './deliveries';
export { domainViewOfReading, mxHostViewOfReading } from './from-reading';
export { domainViewOfState, mxHostViewOfState } from './from-state';
export {
  exactEvent,
  exactStateVerdict,
  exactVerdict,
  isKeptForOthers,
  keptEvent,
  keptStateVerdict,
  keptVerdict,
} from './kept';
export { isNotChecked } from './not-checked';
export { mxStandings } from './standings';
export { domainVerdict } from './verdict';
export type { DomainView, MxHostView, MxView, OutOfSight } from './views';
