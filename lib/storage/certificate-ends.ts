import { INDEXES } from '../contract/table';
import { parseTargetId } from '../core/model';
import type { ExpiryStore } from '../monitor/ports';
import type { StorageContext } from './context';
import { keyOf } from './item';
import { CERTIFICATE_ENDS, targetOfPartition, timeBound } from './keys';

/** Comes after `#`, which follows the time in a sort key: the bound is inclusive. */
const AFTER_TIME = '$';

/** The index alone is read: it names the time and the target, and a state is many times as large. */
export function expiryStore({ table }: StorageContext): ExpiryStore {
  return {
    async *certificateEnds({ since = 0, until = Infinity }) {
      const { listing } = INDEXES;
      for await (const page of table.query(
        { partition: CERTIFICATE_ENDS, from: timeBound(since), to: timeBound(until) + AFTER_TIME },
        listing,
      )) {
        for (const item of page) {
          const target = targetOfPartition(keyOf(item).pk);
          if (target !== undefined)
            yield { target: parseTargetId(target), at: Number(String(item[listing.sort]).slice(0, 13)) };
        }
      }
    },
  };
}
