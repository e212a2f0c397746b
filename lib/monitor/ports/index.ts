/**
 * What the use cases need from outside. The adapters in lib/probes, lib/storage, lib/alerts, lib/queues and lib/route53
 * implement these; bin, lib/cli and lambdas choose and hand them in.
 */
export * from './agents';
export * from './alerts';
export * from './clock';
export * from './common';
export * from './directory';
export * from './history';
export * from './observer';
export * from './runs';
export * from './silences';
export * from './states';
export * from './store';
export * from './unreadable';
export * from './zones';
