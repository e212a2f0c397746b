import { MAX_SIZE, type Callback, type Part, type Row, type Store } from 'dynalite/db';
import type { Change, Database } from './database';
import { END, indexPrefix, itemPrefix, TABLES, typeOf } from './rows';

/**
 * What dynalite's actions work on, over our own database: dynalite's `create` never closes an iterator of LevelDB.
 * The keys are the ones that it makes, so that a folder of an older release is read as it is.
 */
export class EngineStore implements Store {
  readonly options = { createTableMs: 0, maxItemSize: MAX_SIZE };
  readonly tableDb: Store['tableDb'];
  private readonly parts = new Map<string, Part>();

  constructor(private readonly database: Database) {
    this.tableDb = { ...this.part(TABLES), awsAccountId: '000000000000', awsRegion: 'local' };
  }

  getItemDb(table: string): Part {
    return this.part(itemPrefix(table));
  }

  getIndexDb(type: string, table: string, index: string): Part {
    return this.part(indexPrefix(table, index, type));
  }

  readonly getTable = (name: string, ...rest: [boolean, Callback<Row>] | [Callback<Row>]): void => {
    const callback = rest.at(-1) as Callback<Row>;
    const checksStatus = rest.length === 2 && rest[0];
    this.tableDb.get(name, (error, table) => {
      if (error) return callback(error);
      if (!table || (checksStatus && table.TableStatus === 'CREATING')) return callback(noTable());
      callback(null, table);
    });
  };

  /**
   * The store for one request that writes. dynalite writes the index entries and then the item; a process that is
   * killed in between would leave an item that its index does not name. Here the entries wait for the item, and
   * LevelDB takes all of it or nothing.
   */
  forWriting(): Store {
    const waiting: Change[] = [];
    const known = new Map<string, Row | undefined>();
    const wait = (change: Change, callback: Callback<void>) => {
      waiting.push(change);
      queueMicrotask(() => callback(null));
    };
    const getIndexDb: Store['getIndexDb'] = (type, table, index) => {
      const part = this.getIndexDb(type, table, index);
      const prefix = indexPrefix(table, index, type);
      return {
        ...part,
        put: (key, value, callback) => wait({ type: 'put', key: prefix + key, value }, callback),
        del: (key, callback) => wait({ type: 'del', key: prefix + key }, callback),
      };
    };
    const getItemDb: Store['getItemDb'] = (table) => {
      const part = this.getItemDb(table);
      const prefix = itemPrefix(table);
      const take = (change: Change, callback: Callback<void>) => {
        const entries = waiting.splice(0);
        // Of a batch they may be the entries of an item that comes later, and may still be written.
        const giveBack = (error: unknown): never => {
          waiting.unshift(...entries);
          throw error;
        };
        answer(this.database.commit([...entries, change]).catch(giveBack), callback);
      };
      return {
        ...part,
        get: (key, callback) =>
          part.get(key, (error, row) => {
            known.set(key, row);
            callback(error, row);
          }),
        put: (key, value, callback) => {
          const counts = known.get(key) === undefined ? { [typeOf(value)]: 1 } : {};
          take({ type: 'put', key: prefix + key, value, counts }, callback);
        },
        del: (key, callback) => {
          const old = known.get(key);
          take({ type: 'del', key: prefix + key, counts: old === undefined ? {} : { [typeOf(old)]: -1 } }, callback);
        },
      };
    };
    return {
      options: this.options,
      tableDb: this.tableDb,
      getTable: this.getTable,
      getItemDb,
      getIndexDb,
    };
  }

  private part(prefix: string): Part {
    const known = this.parts.get(prefix);
    if (known) return known;
    const { database } = this;
    const part: Part = {
      get: (key, callback) => answer(database.get(prefix + key), callback),
      put: (key, value, callback) => answer(database.commit([{ type: 'put', key: prefix + key, value }]), callback),
      del: (key, callback) => answer(database.commit([{ type: 'del', key: prefix + key }]), callback),
      lock: keyLock(),
      createValueStream: ({ gt, gte, lt, lte, ...range }) =>
        database.rows({
          ...range,
          ...(gt !== undefined ? { gt: prefix + gt } : { gte: prefix + (gte ?? '') }),
          ...(lte !== undefined ? { lte: prefix + lte } : { lt: prefix + (lt ?? END) }),
        }),
    };
    this.parts.set(prefix, part);
    return part;
  }
}

/** dynalite throws out of some callbacks; a rejection that nobody awaits would end the process, an exception too. */
function answer<T>(result: Promise<T | undefined>, callback: Callback<T>): void {
  result.then(
    (value) => setImmediate(callback, null, value),
    (error: Error) => setImmediate(callback, error),
  );
}

function noTable(): Error {
  const body = {
    __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException',
    message: 'Requested resource not found',
  };
  return Object.assign(new Error(body.message), { name: 'NotFoundError', statusCode: 400, body });
}

/** Work on one key, in the order in which it was asked for. */
function keyLock(): Part['lock'] {
  const queues = new Map<string, (() => void)[]>();
  return (key, work) => {
    const end = () => {
      const queue = queues.get(key);
      queue?.shift();
      const next = queue?.[0];
      if (next) setImmediate(next);
      else queues.delete(key);
    };
    const begin = () => {
      let held = true;
      const release =
        (callback: (...result: unknown[]) => unknown) =>
        (...result: unknown[]) => {
          if (held) end();
          held = false;
          return callback(...result);
        };
      work(release as Parameters<Parameters<Part['lock']>[1]>[0]);
    };
    const queue = queues.get(key);
    if (queue) return void queue.push(begin);
    queues.set(key, [begin]);
    begin();
  };
}
