import type { CertificateChange, SeenCertificate, TargetState } from '../model';
import { MOST_CERTIFICATES } from '../findings';
import { bounded, utc } from '../findings/words';
import type { Draft } from './draft';
import type { Check, ServedCertificate } from './check';

type Seen = TargetState['certificates'];

/** How many places are remembered, each with its certificates: a server may show another one each time. */
const MOST_PLACES = 64;
/** SANs beyond these are not remembered: a certificate may hold thousands, and the state is read on each look. */
const MOST_NAMES = 50;

export interface CertificateMemory {
  /** Certificates that this many known checks in a row did not show are forgotten. */
  readonly windowChecks: number;
  /** What is remembered of a place is from each of its addresses: a further certificate is new, and not another address's. */
  readonly knowsAll: boolean;
}

/**
 * The certificates that each place served lately, and what is new among them. A balanced place serves old and new in
 * turn during a renewal, and a host renews its addresses one after the other: a certificate that any place of the
 * target served lately is no news anywhere.
 */
export function nextCertificates(
  previous: Seen,
  check: Check,
  addresses: readonly string[] | undefined,
  { windowChecks, knowsAll }: CertificateMemory,
  draft: Draft,
): Seen {
  const known = new Set(Object.values(previous).flatMap((seen) => seen.map(({ fingerprint }) => fingerprint)));
  const next = new Map(Object.entries(previous).filter(([place]) => addresses?.includes(place) ?? true));
  for (const [place, served] of Object.entries(check.served).sort(byPlace)) {
    const before = previous[place] ?? [];
    const all = [served, ...(check.alsoServed?.[place] ?? [])];
    const fresh = all.filter(({ fingerprint }) => !known.has(fingerprint));
    const [replacement] = fresh.length === all.length || knowsAll ? fresh : [];
    if (before.length > 0 && replacement !== undefined && !isRestless(before))
      tellReplacement(place, before, replacement, draft);
    for (const { fingerprint } of all) known.add(fingerprint);
    next.set(place, remember(before, all, windowChecks));
  }
  // The places of this look were set last; when there are too many, those seen longest ago go first.
  return Object.fromEntries(
    [...next]
      .sort(([a], [b]) => Number(b in check.served) - Number(a in check.served))
      .slice(0, MOST_PLACES)
      .sort(byPlace),
  );
}

function remember(
  before: readonly SeenCertificate[],
  served: readonly ServedCertificate[],
  windowChecks: number,
): readonly SeenCertificate[] {
  const now = new Set(served.map(({ fingerprint }) => fingerprint));
  const others = before
    .filter(({ fingerprint }) => !now.has(fingerprint))
    .map((seen) => ({ ...seen, missedChecks: seen.missedChecks + 1 }));
  const current = served.map((one) => ({ ...one, dnsNames: one.dnsNames.slice(0, MOST_NAMES), missedChecks: 0 }));
  return [...current, ...others.filter(({ missedChecks }) => missedChecks <= windowChecks)].slice(0, MOST_CERTIFICATES);
}

/** So many checks in a row that each showed another certificate are no renewals. */
const RESTLESS = 4;

/**
 * Whether each of the last checks showed another certificate: a place that makes one for each connection, as an
 * inspecting firewall does, or a large pool. Its next one replaces nothing.
 */
export const isRestless = (seen: readonly SeenCertificate[]): boolean =>
  seen.length >= RESTLESS && seen.slice(0, RESTLESS).every(({ missedChecks }, index) => missedChecks === index);

function tellReplacement(
  place: string,
  before: readonly SeenCertificate[],
  served: ServedCertificate,
  draft: Draft,
): void {
  const [latest] = before;
  if (latest === undefined) return;
  const change = (was: string, is: string): CertificateChange => ({
    address: place,
    beforeCertificate: latest.fingerprint,
    afterCertificate: served.fingerprint,
    before: was,
    after: is,
  });
  draft.drift('certificate-replaced', change(describeCertificate(latest), describeCertificate(served)));
  const issuer = organisation(served.issuer);
  if (!before.some((seen) => organisation(seen.issuer) === issuer))
    draft.drift('certificate-issuer-changed', change(organisation(latest.issuer), issuer));
  if (!before.some(({ keyType }) => keyType === served.keyType))
    draft.drift('certificate-key-type-changed', change(latest.keyType, served.keyType));
  const now = new Set(served.dnsNames.map((name) => name.toLowerCase()));
  if (latest.dnsNames.some((name) => !now.has(name.toLowerCase())))
    draft.drift('certificate-names-lost', change(names(latest.dnsNames), names(served.dnsNames)));
}

/** A certificate in a line, for before and after. */
export const describeCertificate = ({ dnsNames, issuer, keyType, notAfter }: ServedCertificate): string =>
  `${bounded(dnsNames[0] ?? 'no name')}, ${keyType}, by ${organisation(issuer)}, until ${utc(notAfter)}`;

const names = (dnsNames: readonly string[]): string => bounded(dnsNames.slice(0, MOST_NAMES).join(', '), 1024);

/** Authorities sign with one of several intermediates at random: only their organisation says that the authority changed. */
const organisation = (issuer: string): string =>
  bounded(/(?:^|[\n,/+]\s*)O=((?:\\.|[^\n,\\])+)/.exec(issuer)?.[1]?.trim() ?? issuer.replaceAll('\n', ', '), 120);

const byPlace = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : Number(a > b);
