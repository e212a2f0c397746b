import type { Callback, Operation, Store, SubDatabase } from 'dynalite/db';

/**
 * The store for one write of one item. dynalite writes the index entries and the item one after the other, and a
 * process that is killed in between leaves an item that its index does not name. Here the entries wait for the item,
 * and LevelDB takes all of it or nothing.
 */
export function atomically(store: Store): Store {
  const waiting: Operation[] = [];
  const wait = (operation: Operation, callback: Callback<void>) => {
    waiting.push(operation);
    queueMicrotask(() => callback(null));
  };
  const commit = (operation: Operation, callback: Callback<void>) => store.db.batch([...waiting, operation], callback);
  return {
    ...store,
    getIndexDb: (type, table, index) =>
      staged(store.getIndexDb(type, table, index), `index-${type.toLowerCase()}~${table}~${index}~`, wait),
    getItemDb: (table) => staged(store.getItemDb(table), `item-${table}~`, commit),
  };
}

/** `prefix` is what dynalite puts before the keys of this part of the database. */
const staged = (
  database: SubDatabase,
  prefix: string,
  take: (operation: Operation, callback: Callback<void>) => void,
): SubDatabase => ({
  ...database,
  put: (key, value, callback) => take({ type: 'put', key: prefix + key, value }, callback),
  del: (key, callback) => take({ type: 'del', key: prefix + key }, callback),
});
