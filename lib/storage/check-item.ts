import * as z from 'zod';
import { parseTargetId, type CheckRecord, type FindingKind } from '../core/model';
import { exactVerdict, keptVerdict } from '../core/verdict';
import { decode, encode, keyOf, reader, type Entity, type Item } from './item';
import { CHECK_PREFIX, checkKey } from './keys';
import { words } from './shapes';
import { itemBytes, WRITE_UNIT_BYTES } from './size';

/** Lists are text, since each element of a DynamoDB list costs more than a separator. */
const shape = z.object({
  run: z.string(),
  ms: z.number(),
  kinds: words(' '),
  unknown: words('\n'),
  certs: words(' '),
  verdict: z.string().optional(),
  exactVerdict: z.string().optional(),
  sts: z.string().optional(),
  policy: z.string().optional(),
  /** How many entries of the lists were left out for the size. */
  cut: z.number().optional(),
  ttl: z.number(),
});
const checkEntity: Entity<typeof shape> = { type: 'check', schema: 1, shape };

interface Lists {
  readonly kinds: readonly string[];
  readonly unknown: readonly string[];
  readonly certificates: readonly string[];
}

/** The item of one look: never above one write unit. What does not fit is left out from the ends of the lists, and counted. */
export function checkItem(check: CheckRecord, ttl: number): Item {
  const build = (lists: Lists, cut: number): Item =>
    encode(checkEntity, checkKey(check.target, check.at), {
      run: check.runId,
      ms: check.durationMs,
      kinds: lists.kinds.join(' '),
      unknown: lists.unknown.map((entry) => entry.replaceAll('\n', ' ')).join('\n'),
      certs: lists.certificates.join(' '),
      ...(check.verdict && keptVerdict(check.verdict)),
      ...(check.stsId !== undefined && { sts: check.stsId }),
      ...(check.policy && { policy: check.policy }),
      ...(cut > 0 && { cut }),
      ttl,
    });
  let lists: Lists = check;
  for (let cut = 0; ; cut += 1) {
    const item = build(lists, cut);
    const shorter = itemBytes(item) > WRITE_UNIT_BYTES && shorten(lists);
    if (!shorter) return item;
    lists = shorter;
  }
}

/** Without the last entry of the list that can best spare one; undefined when nothing is left. The kinds found go last. */
function shorten(lists: Lists): Lists | undefined {
  if (lists.certificates.length > 1) return { ...lists, certificates: lists.certificates.slice(0, -1) };
  if (lists.unknown.length > 0) return { ...lists, unknown: lists.unknown.slice(0, -1) };
  if (lists.certificates.length > 0) return { ...lists, certificates: [] };
  return lists.kinds.length > 0 ? { ...lists, kinds: lists.kinds.slice(0, -1) } : undefined;
}

export const readCheck = reader((item): CheckRecord => {
  const { run, ms, kinds, unknown, certs, verdict, exactVerdict: exact, sts, policy } = decode(checkEntity, item);
  const { pk, sk } = keyOf(item);
  return {
    target: parseTargetId(pk.slice('TARGET#'.length)),
    at: Number(sk.slice(CHECK_PREFIX.length)),
    runId: run,
    durationMs: ms,
    kinds: kinds as FindingKind[],
    unknown,
    ...(verdict !== undefined && { verdict: exactVerdict(verdict, exact) }),
    ...(sts !== undefined && { stsId: sts }),
    ...(policy !== undefined && { policy }),
    certificates: certs,
  };
});
