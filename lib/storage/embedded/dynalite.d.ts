/** The parts of dynalite that the engine is built from; dynalite has no types of its own. */
declare module 'dynalite/db' {
  export type Callback<T> = (error: Error | null, value?: T) => void;
  export type Operation =
    | { readonly type: 'put'; readonly key: string; readonly value: unknown }
    | { readonly type: 'del'; readonly key: string };

  /** A part of the database: the items of a table, the entries of an index. */
  export interface SubDatabase {
    put(key: string, value: unknown, callback: Callback<void>): void;
    del(key: string, callback: Callback<void>): void;
  }

  export interface Store {
    readonly db: {
      open(): Promise<void>;
      close(): Promise<void>;
      batch: (operations: readonly Operation[], callback: Callback<void>) => void;
    };
    readonly tableDb: {
      get(name: string, callback: Callback<Record<string, unknown>>): void;
      put(name: string, table: Record<string, unknown>, callback: Callback<void>): void;
    };
    getItemDb(table: string): SubDatabase;
    getIndexDb(type: string, table: string, index: string): SubDatabase;
  }

  export function create(options: { readonly path: string; readonly createTableMs: number }): Store;
}

declare module 'dynalite/validations' {
  import type { Store } from 'dynalite/db';

  export function checkTypes(data: unknown, types: unknown): unknown;
  export function checkValidations(data: unknown, types: unknown, custom: unknown, store: Store): void;
}
