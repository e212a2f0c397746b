import type { DnssecStatus, Finding } from '../model';
import { entryOf } from './catalogue';
import type { MailEffect, Senders } from './entry';
import { librariesClause } from './libraries';
import { reachOf } from './reach';
import { someSenders } from './senders';
import { bounded } from './words';

/** The domain that a finding is described for. What is not given is not known, and softens nothing. */
export interface Circumstances {
  /** Of its policy; null when it has none that can be used. */
  readonly mode?: string | null | undefined;
  readonly mxDnssec?: DnssecStatus | undefined;
  /** The certificate is for the domain itself, which is as good there (RFC 7672 section 3.2.2). */
  readonly isForDomain?: boolean;
  /**
   * The final hosts of those MX hosts that are aliases, that a sender of RFC 8461 rejects, and that Exchange Online
   * delivers to all the same, by the name of the MX host.
   */
  readonly deliveredByExchangeOnline?: ReadonlyMap<string, string> | undefined;
}

/** Words for less harm than the catalogue describes. */
export interface Softened {
  readonly mail: MailEffect;
  readonly senders: Senders;
  readonly why?: string;
}

/**
 * The words for a finding that does less harm than its kind usually does, as its lowered severity says; undefined when
 * the catalogue's words are right.
 */
export function softened(finding: Finding, circumstances: Circumstances): Softened | undefined {
  const { mode, mxDnssec, isForDomain, deliveredByExchangeOnline } = circumstances;
  const { mail, senders, underPolicyOnly = false } = entryOf(finding.kind);
  if (isForDomain === true) return { mail: 'none', senders: FOR_DOMAIN };
  if (mail === 'refused-by-dane')
    return finding.subject.type === 'mx-host' && mxDnssec === 'insecure'
      ? { mail: 'at-risk', senders: NOT_SIGNED }
      : undefined;
  if (underPolicyOnly && mode === null) return { mail: 'none', senders: WITHOUT_POLICY };
  if (mode === 'testing' && senders.testing !== undefined)
    return { mail: 'none', senders: someSenders(senders.testing) };
  // Without its record only those act on a policy that fetched it before.
  if (finding.kind === 'mx-not-covered' && finding.severity === 'warning')
    return { mail: 'at-risk', senders: CACHED_ONLY };
  const targets = deliveredByExchangeOnline && refusedHosts(finding).map((host) => deliveredByExchangeOnline.get(host));
  if (targets !== undefined && targets.length > 0 && !targets.includes(undefined))
    return { mail, senders: { ...senders, exchangeOnline: byFinalHost(targets) } };
  return byReach(finding);
}

/** The MX hosts that senders of RFC 8461 reject for what Exchange Online holds against the final host of an alias. */
function refusedHosts(finding: Finding): readonly string[] {
  if (finding.kind === 'mx-not-covered') return finding.evidence.exchanges;
  return finding.kind === 'mx-host-certificate-name-mismatch' ? [finding.subject.name] : [];
}

const byFinalHost = (targets: readonly (string | undefined)[]): string =>
  `Delivers: it matches policy and certificate with the final host of the CNAME, ${bounded([...new Set(targets)].join(', '))}.`;

function byReach(finding: Finding): Softened | undefined {
  const isMx = finding.subject.type === 'mx-host';
  switch (reachOf(finding)) {
    case 'none':
      return {
        mail: 'at-risk',
        why: 'The chain leads to a trusted root without this certificate, but old TLS libraries stop at it and reject the chain.',
        senders: someSenders(
          `${isMx ? 'Delivers' : 'Fetches the policy'} if its TLS library is current, because that finds a trusted root without this certificate. Old libraries reject the chain.`,
        ),
      };
    case 'some-senders': {
      const { evidence } = finding;
      const who = 'acceptedBy' in evidence ? librariesClause(evidence.acceptedBy ?? []) : 'senders differ';
      const then = isMx
        ? 'Senders that reject it and enforce the policy skip this MX host. If no other MX host passes, they defer the mail, then bounce it.'
        : 'Senders that reject it cannot fetch the policy; without a cached policy they deliver with opportunistic TLS.';
      return {
        mail: 'at-risk',
        senders: { exchangeOnline: 'Not known.', conforming: `TLS libraries differ: ${who}. ${then}` },
      };
    }
    default:
      return undefined;
  }
}

const FOR_DOMAIN = someSenders(
  'Delivers: the certificate is for the domain itself, and its MX records are signed (RFC 7672 section 3.2.2).',
);
const NOT_SIGNED = someSenders(
  'Delivers if it ignores the TLSA records, which it may do because the domain does not sign its MX records (RFC 7672 section 2.2.1). A sender that uses them anyway skips this MX host.',
);
const CACHED_ONLY = someSenders(
  'Delivers, unless it has a cached policy: then it skips this MX host until max_age expires.',
);
const WITHOUT_POLICY = someSenders(
  'Delivers with opportunistic TLS, or in plaintext if TLS fails, because the domain has no policy that requires more.',
);
