import { judgeDane } from '../judge/dane';
import { readMxHost } from '../reading/mx-host';
import { txtFault } from '../judge/text-evidence';
import { strongest } from '../dane/match';
import { readTlsa, tlsaName, tlsaText } from '../dane/record';
import { byUsability } from '../dane/usability';
import type { MxHostObservation, RecordSet } from '../model';
import { selectStsRecord } from '../mta-sts/record';
import type { TxtSelection } from '../text/txt-selection';
import { selectTlsRptRecord } from '../tls-rpt/record';
import { txtText } from '../zone/txt-value';
import type { Mend, NotMended, RepairInput, RepairPlan } from './types';

/**
 * The plan without the changes that this program would itself find fault with: each record set that would be written is
 * read back by the parser that judges published records, and must leave nothing to mend. The rest are named as not mended.
 */
export function withoutFaulty(plan: RepairPlan, input: RepairInput): RepairPlan {
  const judged = plan.mends.map((mend) => ({ mend, fault: faultOf(mend, input) }));
  const refused = judged.flatMap(({ mend, fault }): readonly NotMended[] =>
    fault === undefined
      ? []
      : mend.kinds.map((kind) => ({
          kind,
          ...findingOf(kind, input),
          why: `The record that repair would write fails mta-sts-watch's own check, so it is not written: ${fault}`,
        })),
  );
  return {
    mends: judged.flatMap(({ mend, fault }) => (fault === undefined ? [mend] : [])),
    notMended: [...refused, ...plan.notMended],
  };
}

const findingOf = (kind: NotMended['kind'], { findings, hosts }: RepairInput): Pick<NotMended, 'finding'> => {
  const finding = [...findings, ...hosts.flatMap((host) => host.findings)].find((one) => one.kind === kind);
  return finding === undefined ? {} : { finding };
};

/** What is wrong with what would be written, a sentence; undefined when nothing is. */
function faultOf({ change: { before, after } }: Mend, input: RepairInput): string | undefined {
  if (after === undefined) return 'The change only removes records.';
  const { name, type } = after;
  const domain = input.reading.subject.name;
  if (type === 'TXT' && name === `_mta-sts.${domain}`) return textFault(after, selectStsRecord);
  if (type === 'TXT' && name === `_smtp._tls.${domain}`) return textFault(after, selectTlsRptRecord);
  if (type === 'TLSA') return tlsaFault(before, after, input);
  return `Repair does not write ${type} records at ${name}.`;
}

function textFault(
  { values }: RecordSet,
  select: (records: readonly (readonly string[])[]) => TxtSelection<unknown>,
): string | undefined {
  const records = values.map((value) => [txtText(value)]);
  const selection = select(records);
  if (txtFault(selection, records) === undefined && selection.value !== undefined) return undefined;
  return selection.problems[0]?.message ?? 'The record is not valid.';
}

/** Each new record must be one that senders can use and do not pass over, and no host may be left without a match. */
function tlsaFault(before: RecordSet | undefined, after: RecordSet, { hosts }: RepairInput): string | undefined {
  const records = after.values.flatMap((value) => readTlsa(value) ?? []);
  const counting = new Set(strongest(byUsability(records).usable).map(tlsaText));
  for (const value of after.values) {
    if (before?.values.includes(value) === true) continue;
    const record = readTlsa(value);
    if (record === undefined || !counting.has(tlsaText(record)))
      return `Senders that use DANE cannot use "${value}", or skip it in favour of a stronger digest.`;
  }
  const left = hosts.some(({ observation }) =>
    judgeDane(readMxHost(withRecords(observation, after.name, records)), observation.observedAt).findings.some(
      (finding) => finding.kind === 'mx-host-tlsa-mismatch' && tlsaName(finding.evidence.baseDomain) === after.name,
    ),
  );
  return left ? 'A served certificate would still match none of the records.' : undefined;
}

/** The observation as it would be with these records at the name. */
function withRecords(
  observation: MxHostObservation,
  name: string,
  records: ReturnType<typeof byUsability>['usable'],
): MxHostObservation {
  const { host, tlsa, tlsaOfTarget, addresses } = observation;
  const target = addresses.state === 'present' ? addresses.value.cnameChain.at(-1) : undefined;
  const changed = (answer: MxHostObservation['tlsa'], base: string | undefined): MxHostObservation['tlsa'] =>
    answer?.state === 'present' && base !== undefined && tlsaName(base) === name
      ? { ...answer, value: { ...answer.value, records } }
      : answer;
  const [own, ofTarget] = [changed(tlsa, host), changed(tlsaOfTarget, target)];
  return { ...observation, ...(own && { tlsa: own }), ...(ofTarget && { tlsaOfTarget: ofTarget }) };
}
