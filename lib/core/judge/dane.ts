import { judgeChain } from '../dane/chain';
import { presentedNames } from '../dane/presented';
import type { ChainOutcome } from '../dane/chain';
import { shortText } from '../dane/facts';
import type { DaneScope } from '../dane/scope';
import { findingOf, mergeFindings } from '../findings';
import type {
  Aspect,
  BehindAlias,
  CertificateFacts,
  Finding,
  Judgement,
  MxHostObservation,
  SmtpEndpoint,
  Target,
  TlsaChainEvidence,
} from '../model';
import { aspectAt } from '../model';
import type { MxHostReading } from '../reading/mx-host';
import { LOOKUP_FAILURES, smtpOutcome } from './failures';
import { boundedDetail } from './lookup';

type Applying = Extract<DaneScope, { readonly state: 'applies' }>;

export interface DaneContext {
  readonly subject: Target;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Bounds of what a state may hold. */
const RECORDS_KEPT = 8;
const NAMES_KEPT = 100;

/**
 * Judges the TLSA records of an MX host and what it serves at each address by them (RFC 7672), as a sender does that
 * came by a signed MX record; whether the MX record is signed is a matter of each domain.
 */
export function judgeDane({ observation, subject, dane: scope }: MxHostReading, now: number): Judgement {
  switch (scope.state) {
    case 'not-judged':
      return { findings: [], unknown: [] };
    case 'none':
      return { findings: ignored(scope, subject), unknown: [] };
    case 'failed':
      return failed(scope, subject);
    case 'applies': {
      const atAddresses = observation.endpoints.flatMap((endpoint) =>
        judgeEndpoint(endpoint, scope, { observation, subject, now }),
      );
      return { findings: [...unusable(scope, subject), ...mergeFindings(atAddresses)], unknown: [] };
    }
  }
}

function ignored(
  { ignored: published }: Extract<DaneScope, { readonly state: 'none' }>,
  subject: Target,
): readonly Finding[] {
  if (published === undefined) return [];
  const { baseDomain, insecure } = published;
  return [
    findingOf({
      kind: 'mx-host-tlsa-insecure',
      subject,
      evidence: {
        baseDomain,
        ...aliases(published),
        insecure,
        records: published.records.slice(0, RECORDS_KEPT).map(shortText),
      },
      aspects: ['tlsa'],
    }),
  ];
}

function failed({ name, cause, detail }: Extract<DaneScope, { readonly state: 'failed' }>, subject: Target): Judgement {
  const unknown = { aspect: 'tlsa', cause, detail } as const;
  if (LOOKUP_FAILURES[cause] === 'ours') return { findings: [], unknown: [unknown] };
  const common = { subject, aspects: ['tlsa'] as const };
  if (cause !== 'bogus')
    return {
      findings: [],
      unknown: [
        {
          ...unknown,
          becomes: findingOf({
            kind: 'mx-host-tlsa-failing',
            evidence: { name, cause, detail: boundedDetail(detail) },
            ...common,
          }),
        },
      ],
    };
  const bogus = findingOf({
    kind: 'mx-host-dnssec-bogus',
    evidence: { name, type: 'TLSA', detail: boundedDetail(detail) },
    ...common,
  });
  return { findings: [bogus], unknown: [{ ...unknown, becomes: bogus }] };
}

function unusable({ baseDomain, usable, unusable: faulty, cnameChain }: Applying, subject: Target): readonly Finding[] {
  if (faulty.length === 0) return [];
  const all = usable.length === 0;
  const records = faulty.slice(0, RECORDS_KEPT).map(({ record, why }) => ({ record: shortText(record), why }));
  return [
    findingOf({
      kind: 'mx-host-tlsa-unusable',
      subject,
      evidence: { baseDomain, ...aliases({ cnameChain }), records, all },
      aspects: ['tlsa'],
      severity: all ? 'warning' : 'info',
    }),
  ];
}

const aliases = ({ cnameChain }: Pick<Applying, 'cnameChain'>): BehindAlias =>
  cnameChain.length === 0 ? {} : { cnameChain };

interface EndpointContext extends DaneContext {
  readonly observation: MxHostObservation;
}

function judgeEndpoint(endpoint: SmtpEndpoint, scope: Applying, context: EndpointContext): readonly Finding[] {
  const { observation, subject, now } = context;
  const chain = endpoint.tls?.chain.flatMap((fingerprint) => observation.certificates[fingerprint] ?? []) ?? [];
  const [leaf] = chain;
  if (hasNoTls(endpoint)) return [tlsMissing(endpoint, scope, subject)];
  if (
    endpoint.tls === undefined ||
    scope.usable.length === 0 ||
    leaf === undefined ||
    leaf.fingerprint !== endpoint.tls.chain[0]
  )
    return [];
  return chainFindings(
    judgeChain(scope.usable, chain, { referenceNames: [scope.baseDomain], now }),
    leaf,
    endpoint,
    scope,
    subject,
  );
}

/** Whether the session proves that there is no TLS, by the host's own answer. */
function hasNoTls({ startTlsOffered, tls, family, failure }: SmtpEndpoint): boolean {
  if (startTlsOffered === false) return true;
  const outcome = tls === undefined && failure !== undefined ? smtpOutcome({ family, failure }) : undefined;
  return outcome?.state === 'finding' && outcome.kind !== 'mx-host-address-not-public';
}

const tlsMissing = ({ address }: SmtpEndpoint, { baseDomain, cnameChain }: Applying, subject: Target): Finding =>
  findingOf({
    kind: 'mx-host-dane-tls-missing',
    subject,
    evidence: { addresses: [address], baseDomain, ...aliases({ cnameChain }) },
    aspects: ['tlsa', aspectAt('smtp', address)],
  });

function chainFindings(
  outcome: ChainOutcome,
  leaf: CertificateFacts,
  { address }: SmtpEndpoint,
  { baseDomain, cnameChain }: Applying,
  subject: Target,
): readonly Finding[] {
  const aspects: readonly Aspect[] = ['tlsa', aspectAt('smtp', address)];
  const seen = { baseDomain, ...aliases({ cnameChain }), addresses: [address], ...faulty(leaf) };
  const common = { subject, aspects };
  switch (outcome.state) {
    case 'authenticated':
    case 'unreadable':
      return [];
    case 'mismatch': {
      const records = outcome.misses
        .slice(0, RECORDS_KEPT)
        .map(({ record, why }) => ({ record: shortText(record), why }));
      return [
        findingOf({
          kind: 'mx-host-tlsa-mismatch',
          evidence: { ...seen, records, spkiSha256: leaf.spkiSha256 },
          ...common,
        }),
      ];
    }
    case 'faulty': {
      const { outOfDate, wrongName } = outcome;
      const record = shortText(outcome.record);
      const names = presentedNames(leaf);
      // A certificate for the domain itself is as good where its MX records are signed (RFC 7672 section 3.2.2); which domains there are is not known here.
      const severity = names.some((name) => baseDomain.endsWith(`.${name.toLowerCase()}`)) ? 'warning' : undefined;
      const dates = outOfDate && {
        ...seen,
        ...faulty(outOfDate),
        record,
        certificateSubject: outOfDate.subject,
        notBefore: outOfDate.notBefore,
        notAfter: outOfDate.notAfter,
      };
      return [
        ...(wrongName
          ? [
              findingOf({
                kind: 'mx-host-tlsa-name-mismatch',
                evidence: { ...seen, record, names: names.slice(0, NAMES_KEPT) },
                ...common,
                severity,
              }),
            ]
          : []),
        ...(dates
          ? [
              findingOf({
                kind: 'mx-host-tlsa-certificate-dates',
                evidence: dates,
                ...common,
              }),
            ]
          : []),
      ];
    }
  }
}

const faulty = ({
  fingerprint,
  subject,
  notAfter,
}: CertificateFacts): Pick<TlsaChainEvidence, 'certificate' | 'certificates'> => ({
  certificate: fingerprint,
  certificates: [{ fingerprint, subject, notAfter }],
});
