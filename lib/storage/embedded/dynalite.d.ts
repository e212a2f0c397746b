/** The parts of dynalite that the engine is built from; dynalite has no types of its own. */
declare module 'dynalite/db' {
  import type { Readable } from 'node:stream';

  export type Callback<T> = (error: Error | null, value?: T) => void;
  export type Row = Readonly<Record<string, unknown>>;

  /** The bounds of a read; keys without the prefix of their part. */
  export interface RowRange {
    readonly gt?: string;
    readonly gte?: string;
    readonly lt?: string;
    readonly lte?: string;
    readonly reverse?: boolean;
    /** -1 for none. */
    readonly limit?: number;
  }

  /** A part of the database: the tables, the items of a table, the entries of an index. */
  export interface Part {
    get(key: string, callback: Callback<Row>): void;
    put(key: string, value: Row, callback: Callback<void>): void;
    del(key: string, callback: Callback<void>): void;
    /** One after the other for the same key. */
    lock(key: string, work: (release: <F>(callback: F) => F) => void): void;
    createValueStream(range: RowRange): Readable;
  }

  /** What dynalite's actions work on. */
  export interface Store {
    readonly options: { readonly createTableMs: number; readonly maxItemSize: number };
    readonly tableDb: Part & { readonly awsAccountId: string; readonly awsRegion: string };
    getItemDb(table: string): Part;
    getIndexDb(type: string, table: string, index: string): Part;
    getTable(name: string, checkStatus: boolean, callback: Callback<Row>): void;
    getTable(name: string, callback: Callback<Row>): void;
  }

  /** Octets. */
  export const MAX_SIZE: number;
  export function createKey(item: Row, table: Row): string;
  export function getIndexActions(
    indexes: readonly Row[],
    before: Row | null,
    after: Row,
    table: Row,
  ): { readonly puts: readonly { readonly index: string; readonly key: string; readonly item: Row }[] };
}

declare module 'dynalite/validations' {
  import type { Store } from 'dynalite/db';

  export function checkTypes(data: unknown, types: unknown): unknown;
  export function checkValidations(data: unknown, types: unknown, custom: unknown, store: Store): void;
}
