/** The parts of dynalite that the engine is built from; dynalite has no types of its own. */
declare module 'dynalite/db' {
  type Callback<T> = (error: Error | null, value?: T) => void;

  export interface Store {
    readonly db: { open(): Promise<void>; close(): Promise<void> };
    readonly tableDb: {
      get(name: string, callback: Callback<Record<string, unknown>>): void;
      put(name: string, table: Record<string, unknown>, callback: Callback<void>): void;
    };
  }

  export function create(options: { readonly path: string; readonly createTableMs: number }): Store;
}

declare module 'dynalite/validations' {
  import type { Store } from 'dynalite/db';

  export function checkTypes(data: unknown, types: unknown): unknown;
  export function checkValidations(data: unknown, types: unknown, custom: unknown, store: Store): void;
}
