import { certificateNames } from '../certificate/names';
import type { Acceptance, AliasStanding, MxHostStanding } from '../model';
import type { mxPatternsOf } from '../mta-sts/match';
import { acceptanceOf } from './acceptance';
import type { MxHostView } from './views';

/** A remembered certificate may have more names than are kept of it (lib/core/diff/certificates.ts). */
const NAMES_KEPT = 50;

/**
 * An MX host that is a CNAME, as Exchange Online meets it under a policy: it matches policy and certificate with the
 * final host, where RFC 8461 section 4.1 goes by the name in the MX record
 * (https://techcommunity.microsoft.com/t5/exchange-team-blog/introducing-mta-sts-for-exchange-online/ba-p/3106386:
 * CNAMEs are not supported with MTA-STS). Undefined for a host that is no alias, and without a policy.
 * @param covering the patterns of the policy; undefined without one, and in mode none
 */
export function aliasStanding(
  covering: ReturnType<typeof mxPatternsOf> | undefined,
  view: MxHostView,
): AliasStanding | undefined {
  const target = finalHost(view);
  if (target === undefined || covering === undefined) return undefined;
  const covered = covering.some(target);
  const named = view.names.map((names) => isNamed(names, target));
  const others = view.findings.filter(({ kind }) => kind !== 'mx-host-certificate-name-mismatch');
  return {
    target,
    covered,
    named: named.includes(false) ? false : named.length === 0 || named.includes(undefined) ? undefined : true,
    acceptance: covered ? together(acceptanceOf({ ...view, findings: others }), named) : 'refused',
  };
}

/** The MX hosts that senders of RFC 8461 reject and Exchange Online delivers to, each with its final host. */
export const deliveredByExchangeOnline = (standings: readonly MxHostStanding[]): ReadonlyMap<string, string> =>
  new Map(
    standings.flatMap(({ host, acceptance, exchangeOnline }) =>
      acceptance === 'refused' && exchangeOnline?.acceptance === 'accepted' ? [[host, exchangeOnline.target]] : [],
    ),
  );

function finalHost({ findings }: MxHostView): string | undefined {
  const alias = findings.find(({ kind }) => kind === 'mx-host-cname');
  return alias?.kind === 'mx-host-cname' ? alias.evidence.cnameChain.at(-1) : undefined;
}

function isNamed(names: readonly string[], target: string): boolean | undefined {
  if (certificateNames(names, target)) return true;
  return names.length >= NAMES_KEPT ? undefined : false;
}

function together(others: Acceptance, named: readonly (boolean | undefined)[]): Acceptance {
  if (others === 'refused' || others === 'unknown') return others;
  if (named.length === 0) return 'unknown';
  if (named.every((one) => one === false)) return 'refused';
  if (named.includes(false)) return 'partly';
  return named.includes(undefined) ? 'unknown' : others;
}
