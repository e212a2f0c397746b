import { breaksPolicy, breaksPolicyInPart, reachOf, refusesMxToSome } from '../findings';
import type { Acceptance, DaneStanding, Delivery, Finding, MxHostStanding, Sender } from '../model';
import { SENDERS } from '../model';
import type { DomainView } from './views';

/** What mail meets at one MX host, or at the best of those that a sender may come to. */
type Outcome = Pick<Delivery, 'outcome' | 'partly'>;

/** The weakest first. */
const STRENGTH = ['opportunistic', 'encrypted', 'authenticated'] as const;

const REFUSED: Outcome = { outcome: 'refused', partly: false };
const UNKNOWN: Outcome = { outcome: 'unknown', partly: false };
const whole = (outcome: Delivery['outcome']): Outcome => ({ outcome, partly: false });

/**
 * What becomes of mail from senders that try DANE first and MTA-STS where DANE does not apply, from those that know
 * MTA-STS alone, from Exchange Online, which checks both, and from those that support neither. A failure of DANE is never
 * rescued by MTA-STS (RFC 8461 section 2). Empty when the domain has no MX host.
 */
export function deliveries(
  domain: DomainView,
  hosts: readonly MxHostStanding[],
  dane: DaneStanding | undefined,
): readonly Delivery[] {
  if (hosts.length === 0 && dane?.mxRecords !== 'bogus') return [];
  return SENDERS.map((sender) => {
    const outcome = together(
      hosts.map((host) => OUTCOMES[sender](domain, host, dane)),
      sender,
      dane,
    );
    return { sender, ...outcome, says: sentence(sender, outcome, differing(domain, hosts)) };
  });
}

const OUTCOMES: Readonly<
  Record<Sender, (domain: DomainView, host: MxHostStanding, dane: DaneStanding | undefined) => Outcome>
> = {
  'mta-sts-only': (domain, host) => byMtaSts(domain, host),
  'dane-first': (domain, host, dane) => byDane(host, dane) ?? byMtaSts(domain, host),
  'exchange-online': (domain, host, dane) => both(byDane(host, dane), byExchangeOnline(domain, host)),
  neither: (_, host) => byNothing(host),
};

const isEnforced = ({ policy, findings }: DomainView): boolean =>
  policy?.mode === 'enforce' && !findings.some(breaksPolicy);

function byMtaSts(domain: DomainView, host: MxHostStanding): Outcome {
  if (domain.policy === undefined && domain.recordAbsent !== true && !domain.findings.some(breaksPolicy))
    return UNKNOWN;
  // Without the record, new senders would not ask for the policy.
  if (isEnforced(domain) && !domain.recordKnown) return UNKNOWN;
  return isEnforced(domain) ? underPolicy(host.acceptance) : byNothing(host);
}

const underPolicy = (acceptance: Acceptance): Outcome =>
  acceptance === 'unknown'
    ? UNKNOWN
    : acceptance === 'refused'
      ? REFUSED
      : { outcome: 'authenticated', partly: acceptance === 'partly' };

/** An alias is matched by its final host; and its TLS library is none of those that were measured. */
function byExchangeOnline(domain: DomainView, host: MxHostStanding): Outcome {
  const { exchangeOnline, findings } = host;
  const sts =
    exchangeOnline !== undefined && isEnforced(domain) && domain.recordKnown
      ? underPolicy(exchangeOnline.acceptance)
      : byMtaSts(domain, host);
  const isOpen = sts.outcome !== 'refused' && isEnforced(domain);
  return isOpen && [...findings.filter(refusesMxToSome), ...domain.findings.filter(isSomeSenders)].length > 0
    ? UNKNOWN
    : sts;
}

const isSomeSenders = (finding: Finding): boolean => breaksPolicyInPart(finding) && reachOf(finding) === 'some-senders';

const byNothing = ({ withoutPolicy }: MxHostStanding): Outcome =>
  withoutPolicy === 'refused' ? REFUSED : withoutPolicy === 'unknown' ? UNKNOWN : whole('opportunistic');

/** Undefined where DANE does not apply, so that MTA-STS decides. */
function byDane({ dane: host }: MxHostStanding, dane: DaneStanding | undefined): Outcome | undefined {
  if (dane?.mxRecords !== undefined && dane.mxRecords !== 'secure') return undefined;
  if (host?.state !== 'not-used' && dane?.mxRecords === undefined) return UNKNOWN;
  switch (host?.state) {
    case 'authenticated':
      return whole('authenticated');
    case 'encrypted':
      return whole('encrypted');
    case 'partly':
      return { outcome: 'authenticated', partly: true };
    case 'refused':
      return REFUSED;
    case 'not-used':
      return undefined;
    default:
      return UNKNOWN;
  }
}

/** Both must let the mail pass; the stronger says what it meets. */
function both(one: Outcome | undefined, other: Outcome): Outcome {
  if (one === undefined) return other;
  if (one.outcome === 'refused' || other.outcome === 'refused') return REFUSED;
  if (one.outcome === 'unknown' || other.outcome === 'unknown') return UNKNOWN;
  const stronger = strength(one) > strength(other) ? one : other;
  return { outcome: stronger.outcome, partly: one.partly || other.partly };
}

const strength = ({ outcome }: Outcome): number => STRENGTH.findIndex((each) => each === outcome);

/** Senders whose resolver validates, as DANE demands. */
const VALIDATING: ReadonlySet<Sender> = new Set(['dane-first', 'exchange-online']);

/** Mail may go to any MX host that does not refuse it, so the weakest counts. */
function together(hosts: readonly Outcome[], sender: Sender, dane: DaneStanding | undefined): Outcome {
  if (dane?.mxRecords === 'bogus') return VALIDATING.has(sender) ? REFUSED : UNKNOWN;
  const open = hosts.filter(({ outcome }) => outcome !== 'refused');
  if (open.length === 0) return REFUSED;
  const partly = open.length < hosts.length || open.some((host) => host.partly);
  if (open.some(({ outcome }) => outcome === 'unknown')) return { outcome: 'unknown', partly };
  return { outcome: [...open].sort((a, b) => strength(a) - strength(b))[0]?.outcome ?? 'unknown', partly };
}

const WHO: Readonly<Record<Sender, readonly [name: string, isOne: boolean]>> = {
  'dane-first': ['Senders that support DANE', false],
  'mta-sts-only': ['Senders that support MTA-STS but not DANE', false],
  'exchange-online': ['Exchange Online', true],
  // https://learn.microsoft.com/en-us/purview/enhancing-mail-flow-with-mta-sts: delivered without the extra protection.
  neither: ['Senders that support neither MTA-STS nor DANE', false],
};

/** What senders of one kind differ about, a sentence each. */
const differing = (domain: DomainView, hosts: readonly MxHostStanding[]): readonly string[] =>
  isEnforced(domain)
    ? [
        ...(hosts.some(({ findings }) => findings.some(refusesMxToSome))
          ? ['Those whose TLS library rejects the certificate of an MX host skip that host.']
          : []),
        ...(domain.findings.some((finding) => finding.kind !== 'policy-differs' && breaksPolicyInPart(finding))
          ? ['Those without a cached policy that cannot fetch it deliver with opportunistic TLS.']
          : []),
        ...(domain.findings.some(({ kind }) => kind === 'policy-differs')
          ? ['Those that fetched another of the policies apply that one.']
          : []),
      ]
    : [];

function sentence(sender: Sender, { outcome, partly }: Outcome, differ: readonly string[]): string {
  const [who, isOne] = WHO[sender];
  const s = isOne ? 's' : '';
  const said: Readonly<Record<Delivery['outcome'], string>> = {
    authenticated: `${who} deliver${s} over authenticated TLS.`,
    encrypted: `${who} deliver${s} over TLS without authenticating the MX hosts.`,
    opportunistic: `${who} deliver${s} with opportunistic TLS, so an on-path attacker can read the mail.`,
    refused: `${who} defer${s} the mail, then bounce${s} it.`,
    unknown: `Delivery by ${who.replace('Senders', 'senders')} could not be checked.`,
  };
  const more = outcome === 'authenticated' && !isOne ? differ : [];
  const skipped =
    partly && more.length === 0 ? [`${isOne ? 'It skips' : 'They skip'} some MX hosts or addresses.`] : [];
  return [said[outcome], ...more, ...skipped].join(' ');
}
