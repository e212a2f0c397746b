import { createHash } from 'node:crypto';
import { targetId, type Target } from '../core/model';

/** The primary key of one item. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** The last millisecond that 13 digits can say, in the year 2286. */
const LATEST = 9_999_999_999_999;

/** DynamoDB allows a sort key of 1,024 bytes; time and prefix need the rest. */
const LONGEST_ID = 900;

/** A moment in 13 digits, so that text order is time order. @throws RangeError when it is none. */
export function timeKey(at: number): string {
  if (!Number.isInteger(at) || at < 0 || at > LATEST)
    throw new RangeError(`not a time in milliseconds since the epoch: ${at}`);
  return String(at).padStart(13, '0');
}

/** A moment as a bound of a range: anything before or after what 13 digits can say is cut to it. */
export const timeBound = (at: number): string => timeKey(Math.floor(Math.min(Math.max(at, 0), LATEST)));

/** An id as a part of a key: itself, or its hash when a key could not hold it. */
const idKey = (id: string): string =>
  Buffer.byteLength(id) <= LONGEST_ID ? id : `sha256:${createHash('sha256').update(id).digest('hex')}`;

export const CHECK_PREFIX = 'CHECK#';
export const EVENT_PREFIX = 'EVENT#';
export const EDGE_PREFIX = 'DOMAIN#';

export const targetPartition = (target: Target): string => `TARGET#${targetId(target)}`;
/** The target id in a target's partition key; undefined for other partitions. */
export const targetOfPartition = (pk: string): string | undefined =>
  pk.startsWith('TARGET#') ? pk.slice('TARGET#'.length) : undefined;
export const edgePartition = (mxHost: string): string => `MX#${mxHost}`;

export const stateKey = (target: Target): Key => ({ pk: targetPartition(target), sk: 'STATE' });
export const checkKey = (target: Target, at: number): Key => ({
  pk: targetPartition(target),
  sk: CHECK_PREFIX + timeKey(at),
});
export const eventKey = (target: Target, at: number, id: string): Key => ({
  pk: targetPartition(target),
  sk: `${EVENT_PREFIX}${timeKey(at)}#${idKey(id)}`,
});
export const mxSetKey = (domain: string): Key => ({ pk: targetPartition({ type: 'domain', name: domain }), sk: 'MX' });

export const policyKey = (sha256: string): Key => ({ pk: `POLICY#${sha256}`, sk: 'POLICY' });
export const certificateKey = (fingerprint: string): Key => ({ pk: `CERTIFICATE#${fingerprint}`, sk: 'CERTIFICATE' });

export const DOMAINS = 'DOMAINS';
export const MX_HOSTS = 'MXHOSTS';
export const domainKey = (name: string): Key => ({ pk: DOMAINS, sk: name });
export const mxHostKey = (host: string): Key => ({ pk: MX_HOSTS, sk: host });
export const edgeKey = (mxHost: string, domain: string): Key => ({
  pk: edgePartition(mxHost),
  sk: EDGE_PREFIX + domain,
});

/** One item: how removals that follow from a list stand. */
export const removalsKey = (): Key => ({ pk: 'REMOVALS', sk: 'REMOVALS' });

export const runKey = (id: string): Key => ({ pk: `RUN#${idKey(id)}`, sk: 'RUN' });
export const turnKey = (schedule: string): Key => ({ pk: `SCHEDULE#${schedule}`, sk: 'TURN' });
export const jobsKey = (runId: string): Key => ({ pk: `RUN#${idKey(runId)}`, sk: 'JOBS' });
export const AGENTS = 'AGENTS';
export const agentKey = (name: string): Key => ({ pk: AGENTS, sk: name });
export const alertKey = (id: string): Key => ({ pk: `ALERT#${idKey(id)}`, sk: 'ALERT' });
export const UNREADABLE = 'UNREADABLE';
export const unreadableKey = ({ pk, sk }: Key): Key => ({ pk: UNREADABLE, sk: idKey(`${pk}#${sk}`) });
export const CLOCK_KEY: Key = { pk: 'CLOCK', sk: 'MARK' };
export const silenceKey = (id: string): Key => ({ pk: `SILENCE#${idKey(id)}`, sk: 'SILENCE' });
export const deliveryKey = (channel: string): Key => ({ pk: `CHANNEL#${channel}`, sk: 'DELIVERY' });

/** A time and an id: the sort key of everything that is listed by time. */
export const listedAt = (at: number, id: string): string => `${timeKey(at)}#${idKey(id)}`;

export const EVENTS = 'EVENTS';
export const RUNS = 'RUNS';
export const CERTIFICATE_ENDS = 'ENDS';
export const UNTOLD = 'UNTOLD';
export const alertsPartition = (status: string): string => `ALERTS#${status}`;
export const silencesPartition = (purpose: string): string => `SILENCES#${purpose}`;
/** Of the work index: those that are not over, by their end. */
export const SILENCES = 'SILENCES';

/** For messages. */
export const printKey = (key: Key): string => `${key.pk} / ${key.sk}`;
