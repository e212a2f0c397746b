import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { parseTargetId } from '../lib/core/model';
import { isUnreadable } from '../lib/monitor/ports';
import { publish } from '../lib/monitor/publish';
import { targetOfPartition } from '../lib/storage/keys';
import { failed } from './shared/batch';
import { openStore, readSettings } from './shared/deployment';
import { publishing } from './shared/publishing';
import { logged, logger } from './shared/log';

const settings = readSettings();
const deps = publishing(openStore(settings), settings);

/**
 * Publishes the states that the stream shows with a filled outbox. The state is read anew, so a record is only a hint:
 * old ones and repeated ones do no harm. A shard is in order: what follows a failure is delivered again with it.
 */
export const handler = logged(async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
  const done = new Set<string>();
  for (const { dynamodb, eventID } of Records) {
    const id = targetOfPartition(dynamodb?.Keys?.pk?.S ?? '');
    if (id === undefined || done.has(id)) continue;
    try {
      const events = await publish(parseTargetId(id), deps);
      if (events > 0) logger.info('published', { target: id, events });
      done.add(id);
    } catch (error) {
      // The same again would fail again, and hold up its shard: the self-check publishes it once it can be read.
      if (isUnreadable(error)) {
        logger.warn('left out: it cannot be read', { target: id, error });
        done.add(id);
        continue;
      }
      logger.error('not published', { target: id, error });
      return failed(dynamodb?.SequenceNumber ?? eventID ?? '');
    }
  }
  return failed();
});
