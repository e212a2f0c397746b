export { exitCode } from './exit-code';
export type { CheckExitCode } from './exit-code';
export { reportDomain } from './report';
export { checkDocumentSchema, domainReportSchema, SCHEMA_VERSION } from './schema';
export type { CheckDocument, DomainReport } from './schema';
