export { aliasClause } from './alias';
export { CATALOGUE, entryOf, FINDING_KINDS, KINDS_BY_AREA } from './catalogue';
export {
  breaksPolicy,
  breaksPolicyInPart,
  describeFinding,
  isAboutPolicy,
  isAtSome,
  keepsFromConnecting,
  losesReports,
  needsConfirmation,
  refusesDane,
  refusesMx,
  refusesMxToSome,
  severityForDomain,
} from './describe';
export type { FindingWords } from './describe';
export type {
  Area,
  CatalogueEntry,
  Entries,
  EvidenceLine,
  Fault,
  MailEffect,
  Reference,
  Repair,
  ResultType,
  Senders,
} from './entry';
export { findBounce } from './bounces';
export type { FoundBounce } from './bounces';
export { explain } from './explain';
export type { Explanation } from './explain';
export { findingOf } from './finding';
export type { FindingParts } from './finding';
export { reachOf } from './reach';
export type { Reach } from './reach';
export { mergeFindings } from './merge';
export { fingerprintOf, identityOf } from './fingerprint';
export { certificatesOf, MOST_CERTIFICATES, withCertificates } from './certificates';
