/** Files that the construct lays beside a handler's `index.js`. */
export const ASSETS = {
  /** {@link HandlerSettings} as JSON. */
  settings: 'settings.json',
  /** A JSON array of the configured domains, in the dispatcher's asset alone: a changed list leaves the workers alone. */
  domains: 'domains.json',
} as const;
