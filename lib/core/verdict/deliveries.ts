import { breaksPolicy, entryOf, refusesMx } from '../findings';
import type { DaneStanding, Delivery, MxHostStanding, Sender } from '../model';
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
 * MTA-STS alone, and from Exchange Online, which minds both. A failure of DANE is never rescued by MTA-STS (RFC 8461
 * section 2). Empty when the domain has no MX host.
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
    return { sender, ...outcome, says: sentence(sender, outcome) };
  });
}

const OUTCOMES: Readonly<
  Record<Sender, (domain: DomainView, host: MxHostStanding, dane: DaneStanding | undefined) => Outcome>
> = {
  'mta-sts-only': (domain, host) => byMtaSts(domain, host),
  'dane-first': (domain, host, dane) => byDane(host, dane) ?? byMtaSts(domain, host),
  'exchange-online': (domain, host, dane) => {
    const sts =
      host.findings.some(({ kind }) => kind === 'mx-host-cname') && isEnforced(domain)
        ? UNKNOWN
        : byMtaSts(domain, host);
    return both(byDane(host, dane), sts);
  },
};

const isEnforced = ({ policy, findings }: DomainView): boolean =>
  policy?.mode === 'enforce' && !findings.some(breaksPolicy);

function byMtaSts(domain: DomainView, { acceptance, covered, findings }: MxHostStanding): Outcome {
  if (domain.policy === undefined && !domain.findings.some(breaksPolicy)) return UNKNOWN;
  // Without the record, new senders would not ask for the policy.
  if (isEnforced(domain) && !domain.recordKnown) return UNKNOWN;
  if (acceptance === 'unknown') return UNKNOWN;
  const refusing = findings.filter(refusesMx);
  const outOfReach =
    acceptance === 'refused' &&
    covered !== false &&
    refusing.length > 0 &&
    refusing.every(({ kind }) => entryOf(kind).underPolicyOnly !== true);
  if (!isEnforced(domain)) return outOfReach ? REFUSED : whole('opportunistic');
  return acceptance === 'refused' ? REFUSED : { outcome: 'authenticated', partly: acceptance === 'partly' };
}

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

/** Mail may go to any MX host that does not refuse it, so the weakest counts. */
function together(hosts: readonly Outcome[], sender: Sender, dane: DaneStanding | undefined): Outcome {
  if (dane?.mxRecords === 'bogus') return sender === 'mta-sts-only' ? UNKNOWN : REFUSED;
  const open = hosts.filter(({ outcome }) => outcome !== 'refused');
  if (open.length === 0) return REFUSED;
  const partly = open.length < hosts.length || open.some((host) => host.partly);
  if (open.some(({ outcome }) => outcome === 'unknown')) return { outcome: 'unknown', partly };
  return { outcome: [...open].sort((a, b) => strength(a) - strength(b))[0]?.outcome ?? 'unknown', partly };
}

const WHO: Readonly<Record<Sender, readonly [name: string, ending: '' | 's']>> = {
  'dane-first': ['Senders that try DANE first', ''],
  'mta-sts-only': ['Senders that know MTA-STS alone', ''],
  'exchange-online': ['Exchange Online', 's'],
};

function sentence(sender: Sender, { outcome, partly }: Outcome): string {
  const [who, s] = WHO[sender];
  const said: Readonly<Record<Delivery['outcome'], string>> = {
    authenticated: `${who} deliver${s} over TLS to authenticated MX hosts.`,
    encrypted: `${who} deliver${s} over TLS without checking whom it leads to.`,
    opportunistic: `${who} deliver${s} with whatever TLS there is: an attacker in the path can read the mail.`,
    refused: `${who} keep${s} the mail, and return${s} it in the end.`,
    unknown: `What ${who.replace('Senders', 'senders')} do${s === 's' ? 'es' : ''} could not be told.`,
  };
  return `${said[outcome]}${partly ? ' Some MX hosts or addresses are passed over.' : ''}`;
}
