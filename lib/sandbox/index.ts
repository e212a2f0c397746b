export { startDemo, type Demo, type DemoOptions } from './demo/demo';
export { demoScript, type ScriptStep } from './demo/script';
export { SANDBOX_TABLE } from './domains/table';
export type { MxStatistics } from './mx/behaviour';
export { LoopbackError } from './net/loopback';
export { startSandbox, type Sandbox, type SandboxOptions } from './sandbox';
export type { BulkOptions } from './world/bulk';
export type { Change, DomainDeclaration, FixedState, MxHostDeclaration, SandboxRow } from './world/declaration';
