import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
  type BatchWriteCommandInput,
  type DynamoDBDocumentClient,
} from '@aws-sdk/lib-dynamodb';
import { forEachAtOnce } from '../core/at-once';
import type { IndexShape } from '../contract/table';
import type { WriteOutcome } from '../monitor/ports';
import { StorageError } from './errors';
import { explain } from './explain';
import { conditionInput, names, values, type Condition, type Values } from './expressions';
import { keyOf, type Item } from './item';
import { printKey, type Key } from './keys';
import { itemBytes, MAX_ITEM_BYTES } from './size';

/** DynamoDB's bounds on one batch, and how many batches are under way at once. */
const PUTS_PER_BATCH = 25;
const KEYS_PER_BATCH = 100;
const BATCHES_AT_ONCE = 8;

/** What a batch leaves undone is tried again after a random part of 50 ms, 100 ms, … 5 s: 30 s on average in all. */
const BATCH_ATTEMPTS = 15;
const FIRST_DELAY_MS = 50;
const LONGEST_DELAY_MS = 5000;

/** The id of the write that an item was last written by: it tells our own write from a rival's when an answer was lost. */
const WRITE_ID = 'w';

type WriteRequest = NonNullable<BatchWriteCommandInput['RequestItems']>[string][number];

/** Newest-first or oldest-first, within bounds of the sort key that both are inclusive. */
export interface QueryRange {
  readonly partition: string;
  readonly from: string;
  readonly to: string;
  readonly newestFirst?: boolean;
  readonly limit?: number;
  readonly consistent?: boolean;
}

const chunks = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size));
const mapKey = (key: Key): string => `${key.pk}\n${key.sk}`;

/** The few operations that the adapter uses of DynamoDB, with its limits, retries and conditions settled in one place. */
export class Table {
  constructor(
    private readonly client: DynamoDBDocumentClient,
    readonly name: string,
  ) {}

  /** Strongly consistent. */
  async get(key: Key): Promise<Item | undefined> {
    const { Item } = await this.asked(() =>
      this.client.send(new GetCommand({ TableName: this.name, Key: key, ConsistentRead: true })),
    );
    return Item;
  }

  /** Strongly consistent; in the order of the keys, each once. */
  async getMany(keys: readonly Key[]): Promise<readonly (Item | undefined)[]> {
    const found = new Map<string, Item>();
    const distinct = [...new Map(keys.map((key) => [mapKey(key), key])).values()];
    await forEachAtOnce(chunks(distinct, KEYS_PER_BATCH), BATCHES_AT_ONCE, async (chunk) => {
      let left: Item[] = chunk.map(({ pk, sk }) => ({ pk, sk }));
      await this.untilDone('read', async () => {
        const request = { RequestItems: { [this.name]: { Keys: left, ConsistentRead: true } } };
        const answer = await this.asked(() => this.client.send(new BatchGetCommand(request)));
        for (const item of answer.Responses?.[this.name] ?? []) found.set(mapKey(keyOf(item)), item);
        left = answer.UnprocessedKeys?.[this.name]?.Keys ?? [];
        return left.length;
      });
    });
    return keys.map((key) => found.get(mapKey(key)));
  }

  /** Unconditional puts and deletes, 25 to a batch; when it rejects, any part of them may be done. */
  async writeMany(puts: readonly Item[], deletes: readonly Key[] = []): Promise<void> {
    for (const item of puts) checkSize(item);
    // A batch must not name one item twice; of two writes the last one counts.
    const requests = new Map<string, WriteRequest>();
    for (const item of puts) requests.set(mapKey(keyOf(item)), { PutRequest: { Item: item } });
    for (const { pk, sk } of deletes) requests.set(mapKey({ pk, sk }), { DeleteRequest: { Key: { pk, sk } } });
    await forEachAtOnce(chunks([...requests.values()], PUTS_PER_BATCH), BATCHES_AT_ONCE, async (chunk) => {
      let left = chunk;
      await this.untilDone('write', async () => {
        const answer = await this.asked(() =>
          this.client.send(new BatchWriteCommand({ RequestItems: { [this.name]: left } })),
        );
        left = answer.UnprocessedItems?.[this.name] ?? [];
        return left.length;
      });
    });
  }

  /** Replaces the item if the condition holds. */
  async putIf(item: Item, condition: Condition): Promise<WriteOutcome> {
    const id = writeId();
    const Item = { ...item, [WRITE_ID]: id };
    checkSize(Item);
    const command = new PutCommand({ TableName: this.name, Item, ...conditionInput(condition) });
    return this.conditionally(keyOf(item), id, () => this.client.send(command));
  }

  /** Changes single attributes if the condition holds: `expression` as in {@link Condition}, such as `SET #a = :a REMOVE #b`. */
  async updateIf(key: Key, expression: string, given: Values, condition: Condition): Promise<WriteOutcome> {
    const id = writeId();
    const withId = expression.replace(/\bSET /, `SET #${WRITE_ID} = :${WRITE_ID}, `);
    const command = new UpdateCommand({
      TableName: this.name,
      Key: key,
      UpdateExpression: withId,
      ...conditionInput(condition, withId, { ...given, [WRITE_ID]: id }),
    });
    return this.conditionally(key, id, () => this.client.send(command));
  }

  /** Adds to numbers and sets, if the condition holds, and gives the whole new item; undefined if it does not hold. */
  async add(
    key: Key,
    additions: Readonly<Record<string, number | Set<string>>>,
    condition: Condition,
  ): Promise<Item | undefined> {
    const expression = `ADD ${Object.keys(additions)
      .map((name) => `#${name} :${name}`)
      .join(', ')}`;
    const command = new UpdateCommand({
      TableName: this.name,
      Key: key,
      UpdateExpression: expression,
      ReturnValues: 'ALL_NEW',
      ...conditionInput(condition, expression, additions),
    });
    try {
      return (await this.asked(() => this.client.send(command))).Attributes;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }

  /** Deletes the item; true if it was there, and the condition held. */
  async delete(key: Key, condition?: Condition): Promise<boolean> {
    const command = new DeleteCommand({
      TableName: this.name,
      Key: key,
      ReturnValues: 'ALL_OLD',
      ...(condition && conditionInput(condition)),
    });
    try {
      const answer = await this.asked(() => this.client.send(command));
      // After a lost answer the first attempt has most likely taken the item.
      return answer.Attributes !== undefined || (answer.$metadata.attempts ?? 1) > 1;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  /** All pages of a range of one partition, of the table or of an index (which never reads consistently). */
  async *query(range: QueryRange, index?: IndexShape): AsyncGenerator<readonly Item[], void, undefined> {
    if (range.from > range.to) return;
    const [partition, sort] = index ? [index.partition, index.sort] : ['pk', 'sk'];
    const expression = `#${partition} = :partition AND #${sort} BETWEEN :from AND :to`;
    let start: Record<string, unknown> | undefined;
    do {
      const page = await this.asked(() =>
        this.client.send(
          new QueryCommand({
            TableName: this.name,
            KeyConditionExpression: expression,
            ExpressionAttributeNames: names(expression),
            ExpressionAttributeValues: values({ partition: range.partition, from: range.from, to: range.to }),
            ScanIndexForward: !range.newestFirst,
            ...(index && { IndexName: index.name }),
            ...(!index && { ConsistentRead: range.consistent ?? false }),
            ...(range.limit !== undefined && { Limit: range.limit }),
            ...(start && { ExclusiveStartKey: start }),
          }),
        ),
      );
      yield page.Items ?? [];
      start = page.LastEvaluatedKey;
    } while (start);
  }

  /** One page of the keys of items whose TTL has passed, among the `limit` items that follow `start`. */
  async expiredKeys(
    now: number,
    limit: number,
    start?: Key,
  ): Promise<{ readonly keys: readonly Key[]; readonly scanned: number; readonly next?: Key }> {
    const [filter, projection] = ['#ttl <= :now', '#pk, #sk'];
    const page = await this.asked(() =>
      this.client.send(
        new ScanCommand({
          TableName: this.name,
          FilterExpression: filter,
          ProjectionExpression: projection,
          ExpressionAttributeNames: names(filter, projection),
          ExpressionAttributeValues: values({ now: Math.floor(now / 1000) }),
          Limit: limit,
          ...(start && { ExclusiveStartKey: start }),
        }),
      ),
    );
    return {
      keys: (page.Items ?? []).map(keyOf),
      scanned: page.ScannedCount ?? 0,
      ...(page.LastEvaluatedKey && { next: keyOf(page.LastEvaluatedKey) }),
    };
  }

  /** All pages of the table, each item strongly consistent; what is written meanwhile may be in it or not. */
  async *scan(): AsyncGenerator<readonly Item[], void, undefined> {
    let start: Record<string, unknown> | undefined;
    do {
      const page = await this.asked(() =>
        this.client.send(
          new ScanCommand({ TableName: this.name, ConsistentRead: true, ...(start && { ExclusiveStartKey: start }) }),
        ),
      );
      yield page.Items ?? [];
      start = page.LastEvaluatedKey;
    } while (start);
  }

  close(): void {
    this.client.destroy();
  }

  /**
   * The SDK repeats a request whose answer it did not get. When the first attempt was carried out all the same, the
   * repeat fails its condition on our own write: that is no lost race.
   */
  private async conditionally(key: Key, id: string, send: () => Promise<unknown>): Promise<WriteOutcome> {
    try {
      await this.asked(send);
      return 'written';
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const repeated = (error.$metadata.attempts ?? 1) > 1;
      return repeated && (await this.get(key))?.[WRITE_ID] === id ? 'written' : 'lost-race';
    }
  }

  private async asked<T>(send: () => Promise<T>): Promise<T> {
    try {
      return await send();
    } catch (error) {
      throw explain(error, this.name);
    }
  }

  private async untilDone(verb: string, attempt: () => Promise<number>): Promise<void> {
    for (let attempts = 1; ; attempts += 1) {
      const left = await attempt();
      if (left === 0) return;
      if (attempts === BATCH_ATTEMPTS)
        throw new StorageError(
          `The table ${this.name} is throttled: ${left} items of a batch were not ${verb === 'read' ? 'read' : 'written'} after ${attempts} attempts.`,
        );
      await wait(Math.random() * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempts));
    }
  }
}

const writeId = (): string => randomBytes(6).toString('base64url');

function checkSize(item: Item): void {
  const bytes = itemBytes(item);
  if (bytes <= MAX_ITEM_BYTES) return;
  throw new StorageError(
    `The item ${printKey(keyOf(item))} would have ${bytes} bytes, and DynamoDB takes ${MAX_ITEM_BYTES} at most. It was not written.`,
  );
}
