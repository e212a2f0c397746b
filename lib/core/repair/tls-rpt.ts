import { isUnrelated } from '../reading/domain';
import { formatTlsRptRecord, parseTlsRptRecord, selectTlsRptRecord } from '../tls-rpt/record';
import type { NotMended, PlanPart, RepairPlan } from './types';
import { recordFor } from './record';
import { changeableTxt } from './txt-set';
import { valueRead } from '../text/result';

const NOTHING: RepairPlan = { mends: [], notMended: [] };

/** One good TLSRPT record: to the addresses that were asked for, or else to all that the records there name. */
export const mendTlsRpt: PlanPart = ({ reading, findings, zone, reportsTo }) => {
  const found = findings.filter(({ kind }) => recordFor(kind) === 'tlsrpt-record');
  if (found.length === 0) return NOTHING;
  const not = (why: string): RepairPlan => ({
    mends: [],
    notMended: found.map((finding): NotMended => ({ kind: finding.kind, finding, why })),
  });
  const txt = changeableTxt(`_smtp._tls.${reading.subject.name}`, zone);
  if ('why' in txt) return not(txt.why);
  if (selectTlsRptRecord(txt.texts.map((text) => [text])).verdict === 'ok') return NOTHING;
  const named = txt.texts.flatMap((text) => valueRead(parseTlsRptRecord([text]))?.rua ?? []);
  const rua = [...new Set(reportsTo.length > 0 ? reportsTo : named)];
  if (rua.length === 0)
    return not(
      'Where reports should go is not known: say it with --rua, or with route53.reportsTo in the configuration.',
    );
  const change = txt.change(formatTlsRptRecord({ rua }), (text) => !isUnrelated(selectTlsRptRecord([[text]])));
  return { mends: [{ kinds: found.map(({ kind }) => kind), change }], notMended: [] };
};
