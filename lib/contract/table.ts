/**
 * The table's shape: the one definition behind the construct, the local engine's table and the storage adapter.
 * docs/table.md tells what lives in it. All key attributes are strings; billing is on demand.
 */
export const TABLE_KEYS = { partition: 'pk', sort: 'sk' } as const;

/** Seconds since the epoch; DynamoDB deletes what has passed it, some days late. */
export const TTL_ATTRIBUTE = 'ttl';

export interface IndexShape {
  readonly name: string;
  readonly partition: string;
  readonly sort: string;
}

/**
 * Both are sparse and carry keys alone (projection KEYS_ONLY): what an index names is read from the table itself,
 * so that an index that lags shows nothing stale.
 */
export const INDEXES = {
  /** What is listed by time: events, alerts by status, runs; targets by the end of their certificates. */
  listing: { name: 'gsi1', partition: 'gsi1pk', sort: 'gsi1sk' },
  /** What waits to be done: states with unpublished events, alerts with untold notices. */
  work: { name: 'gsi2', partition: 'gsi2pk', sort: 'gsi2sk' },
} as const satisfies Record<string, IndexShape>;

/**
 * The work index's partition of states with unpublished events. A stream consumer that filters on
 * `dynamodb.NewImage.gsi2pk.S = OUTBOX` sees those items alone.
 */
export const OUTBOX_PARTITION = 'OUTBOX';
