/**
 * The JSON resources of the query API: each schema is the source of its TypeScript type and of its part of the OpenAPI
 * document. Times are ISO 8601 in UTC. Whatever the network wrote stands in them as plain text, hostile as it may be.
 * A page in a browser takes the types alone (`import type`).
 */
export * from './alert';
export * from './caller';
export * from './common';
export * from './domain';
export * from './history';
export * from './mx-host';
export * from './overview';
export * from './problem';
export * from './silence';
