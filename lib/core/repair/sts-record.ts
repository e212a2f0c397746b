import { isUnrelated } from '../reading/domain';
import { breaksPolicy, isAboutPolicy } from '../findings';
import { newRecordId } from '../findings/words';
import type { Finding } from '../model';
import { formatStsRecord, selectStsRecord } from '../mta-sts/record';
import type { NotMended, PlanPart, RepairInput, RepairKind, RepairPlan } from './types';
import { recordFor } from './record';
import { changeableTxt } from './txt-set';
import { valueRead } from '../text/result';

const NOTHING: RepairPlan = { mends: [], notMended: [] };

/** One good STS record where there is none, a bad one, or several; and a new id for a policy that changed under the old one. */
export const mendStsRecord: PlanPart = (input) => {
  const { reading, findings, zone, needsNewId, now } = input;
  const found = findings.filter(({ kind }) => recordFor(kind) === 'sts-record');
  const kinds: RepairKind[] = [
    ...found.map(({ kind }) => kind),
    ...(needsNewId ? (['policy-changed-under-same-id'] as const) : []),
  ];
  if (kinds.length === 0) return NOTHING;
  const not = (why: string): RepairPlan => ({
    mends: [],
    notMended: kinds.map((kind): NotMended => ({ kind, ...findingOf(kind, found), why })),
  });
  if (!servesPolicy(input))
    return not('No policy is served that senders could use: publish that first, or the record leads them nowhere.');
  const name = `_mta-sts.${reading.subject.name}`;
  const txt = changeableTxt(name, zone);
  if ('why' in txt) return not(txt.why);
  const selection = selectStsRecord(txt.texts.map((text) => [text]));
  const { verdict, candidates } = selection;
  const value = valueRead(selection);
  // An id that the world does not know yet announces the policy as well as another one.
  const isOldId = needsNewId && value?.id === servedId(input);
  if (verdict === 'ok' && !isOldId) return NOTHING;
  const id = value !== undefined && candidates.length === 1 && !isOldId ? value.id : newRecordId(now);
  const change = txt.change(formatStsRecord({ id }), (text) => !isUnrelated(selectStsRecord([[text]])));
  return { mends: [{ kinds, change }], notMended: [] };
};

const findingOf = (kind: RepairKind, found: readonly Finding[]): Pick<NotMended, 'finding'> => {
  const finding = found.find((one) => one.kind === kind);
  return finding === undefined ? {} : { finding };
};

const servedId = ({ reading: { record } }: RepairInput): string | undefined =>
  record.state === 'read' ? valueRead(record.selection)?.id : undefined;

/** A sender that looks now gets a policy that it can use. */
const servesPolicy = ({ reading, findings }: RepairInput): boolean =>
  reading.policy !== undefined && !findings.some((finding) => isAboutPolicy(finding) && breaksPolicy(finding));
