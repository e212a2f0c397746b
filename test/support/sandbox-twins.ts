import type { DomainReport } from '../../lib/core/report';
import type { FixedState, SandboxRow } from '../../lib/sandbox';

/** The states of a row's twin, in the order in which the advice is obeyed. */
export const statesOf = ({ fixed = [] }: SandboxRow): readonly FixedState[] => ('map' in fixed ? fixed : [fixed]);

/** The row as the advice has it in one of the states. */
export function twinOf(row: SandboxRow, state: FixedState): SandboxRow {
  const { leaves = [], ...changes } = state;
  const declared: Omit<SandboxRow, 'expect'> = { ...row, ...(changes as Partial<SandboxRow>) };
  return { ...declared, expect: { verdict: row.expect.verdict, kinds: leaves } };
}

/** Lines as they are published, sorted by where. An id says when its record was written and nothing else. */
interface Published {
  readonly TXT: readonly string[];
  readonly MX: readonly string[];
  readonly TLSA: readonly string[];
  readonly policy: readonly string[];
  readonly header: readonly string[];
}

const PLACES = ['TXT', 'MX', 'TLSA', 'policy', 'header'] as const satisfies readonly (keyof Published)[];

const anyId = (text: string): string => text.replace(/^v=STSv1; id=20\d{12}Z;$/, 'v=STSv1; id=*;');

/** What the fixes of the reports' findings publish. */
function advisedBy(reports: readonly DomainReport[]): Published {
  const texts = reports.flatMap(({ findings }) =>
    findings.flatMap(({ fixSteps }) => fixSteps.flatMap(({ publish }) => publish ?? [])),
  );
  const records = (type: string): string[] =>
    texts.flatMap((one) =>
      one.form === 'record' && one.type === type && one.name !== undefined ? [`${one.name}. ${anyId(one.value)}`] : [],
    );
  const linesOf = (...forms: readonly string[]): string[] =>
    texts.filter(({ form }) => forms.includes(form)).flatMap(({ text }) => text.split('\n'));
  return {
    TXT: records('TXT'),
    MX: records('MX'),
    TLSA: records('TLSA'),
    policy: linesOf('policy', 'policy-lines'),
    header: linesOf('header'),
  };
}

/** What is published, by a check of it. */
const publishedBy = ({ domain, stsRecord, tlsRptRecord, mx, mxHosts, policy }: DomainReport): Published => ({
  TXT: [
    ...stsRecord.texts.map((text) => `${stsRecord.cnameChain.at(-1) ?? `_mta-sts.${domain}`}. ${anyId(text)}`),
    ...tlsRptRecord.texts.map((text) => `${tlsRptRecord.cnameChain.at(-1) ?? `_smtp._tls.${domain}`}. ${text}`),
  ],
  MX: mx.records.map(({ preference, exchange }) => `${domain}. ${preference} ${exchange}${exchange === '' ? '.' : ''}`),
  TLSA: mxHosts.flatMap(({ dane }) => dane?.records.map((record) => `_25._tcp.${dane.baseDomain}. ${record}`) ?? []),
  policy: policy.body?.split(/\r?\n/).filter((line) => line !== '') ?? [],
  header: policy.contentType === undefined ? [] : [`Content-Type: ${policy.contentType}`],
});

/**
 * Where a twin's states do not hold what the advice says to publish, the row's own and that of each state for the next:
 * lines that none of them holds, and lines of the kinds that the advice prints which they hold although it does not say
 * so. MX records are left out there: an advice to publish one cannot name the mail server.
 */
export function unlikeAdvice(row: DomainReport, states: readonly DomainReport[]): string[] {
  const advised = advisedBy([row, ...states]);
  const before = publishedBy(row);
  const after = states.map(publishedBy);
  return [
    ...PLACES.flatMap((place) => {
      const held = new Set(after.flatMap((published) => published[place]));
      return advised[place].filter((line) => !held.has(line)).map((line) => `advised and not published: ${line}`);
    }),
    ...PLACES.filter((place) => place !== 'MX' && advised[place].length > 0).flatMap((place) => {
      const added = new Set(after.flatMap((published) => published[place]));
      for (const line of [...before[place], ...advised[place]]) added.delete(line);
      return [...added].map((line) => `published and not advised: ${line}`);
    }),
  ];
}

/** Advice to replace a certificate that does not mention TLSA records of the host, which stand for its key. */
export const forgetsTlsa = ({ findings, mxHosts }: DomainReport): string[] => {
  const daneHosts = mxHosts.filter(({ dane }) => (dane?.records.length ?? 0) > 0).map(({ host }) => host);
  return findings
    .filter(({ kind, subject, fix }) => {
      const isAboutCertificate = kind.startsWith('mx-host-certificate-') && daneHosts.includes(subject.name);
      return isAboutCertificate && !fix.includes(`_25._tcp.${subject.name}`);
    })
    .map(({ kind }) => kind);
};
