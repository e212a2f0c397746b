import type { Layout, WireName, WireRecord } from './wire';
import { CNAME, DNAME, IN, isWithin } from './wire';

/** The longest chain of aliases that is gone along in one answer: longer ones are a fault by any resolver's measure. */
const MOST_ALIASES = 32;

export interface Relevant {
  /** Places of the records in the answer section that answer the question: its aliases, and the data at their end. */
  readonly answers: readonly number[];
  /** Aliases that a DNAME record makes without the CNAME record that should come with it (RFC 6672 section 3.1). */
  readonly synthesized: readonly { readonly place: number; readonly owner: WireName; readonly target: WireName }[];
}

/**
 * What of a response answers the question: the records that are reached from its name along the aliases in the answer
 * section. Records of other owners, types and classes are dropped.
 *
 * @returns undefined when the response says something and nothing of it is about the question: an answer section of
 * which nothing is left, data beside NXDOMAIN, or a denial from a zone in which none of the names lies
 */
export function relevantTo(
  question: WireRecord,
  { answers, authorities }: Layout,
  isDenied: boolean,
): Relevant | undefined {
  const ofClass = answers.map((record) => record.class === IN);
  const names = [question.owner];
  const kept: number[] = [];
  const synthesized: Relevant['synthesized'][number][] = [];
  for (let owner = question.owner; names.length <= MOST_ALIASES; names.push(owner)) {
    const data = answers.flatMap((record, place) =>
      ofClass[place] && record.owner === owner && record.type === question.type ? [place] : [],
    );
    if (data.length > 0) {
      if (isDenied && question.type !== CNAME) return undefined;
      return { answers: [...kept, ...data], synthesized };
    }
    const alias = answers.findIndex(
      (record, place) => ofClass[place] && record.owner === owner && record.type === CNAME,
    );
    const place = alias >= 0 ? alias : answers.findIndex((record, at) => ofClass[at] && redirects(record, owner));
    const record = answers[place];
    if (record?.target === undefined) break;
    const target = alias >= 0 ? record.target : owner.slice(0, owner.length - record.owner.length) + record.target;
    kept.push(place);
    if (alias < 0) synthesized.push({ place, owner, target });
    owner = target;
    if (names.includes(owner)) break;
  }
  if (answers.length > 0 && kept.length === 0) return undefined;
  const zones = authorities.filter((record) => record.class === IN && ZONE_TYPES.has(record.type));
  const isForeign = zones.length > 0 && !zones.some((zone) => names.some((name) => isWithin(name, zone.owner)));
  return isForeign ? undefined : { answers: kept, synthesized };
}

/** NS and SOA: what says which zone speaks. */
const ZONE_TYPES: ReadonlySet<number> = new Set([2, 6]);

/** A DNAME record is for the names below its owner, not for the owner. */
const redirects = (record: WireRecord, owner: WireName): boolean =>
  record.type === DNAME && owner !== record.owner && isWithin(owner, record.owner);
