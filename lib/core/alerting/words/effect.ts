import { entryOf, losesReports, reachOf } from '../../findings';
import { utc } from '../../findings/words';
import type { Finding, FindingKind, Impact } from '../../model';
import { domains, number } from './whose';

/** What happens to whose mail because of a finding: the first half of a headline, without a full stop. */
export function effect(finding: Finding, impact: Impact): string {
  const { kind, subject, evidence } = finding;
  if (subject.type === 'mx-host' && impact.domains === 0) return 'No mail of a watched domain is affected';
  // A sender may know another way past an intermediate certificate, as past a cross-signed root.
  const expires = 'threshold' in evidence && evidence.role === 'leaf' ? `From ${utc(evidence.notAfter)}` : undefined;
  if (losesReports(finding)) return reportsLost(impact);
  const inPart = 'threshold' in evidence ? undefined : reachedInPart(finding, impact);
  if (inPart !== undefined) return inPart;
  if (subject.type === 'domain') return domainEffect(kind, impact, expires);
  return expires === undefined ? hostEffect(kind, impact) : hostWillBeRefused(expires, impact);
}

/**
 * The same for a kind of finding of domains, one or more.
 * @param expires when a certificate that is not replaced will do harm
 */
export function domainEffect(kind: FindingKind, impact: Impact, expires?: string): string {
  const whose = domains(impact.domains, impact);
  if (expires !== undefined) return `${expires} senders will find no usable MTA-STS policy for mail to ${whose}`;
  switch (entryOf(kind).mail) {
    case 'refused':
      return domainRefused(kind, impact);
    case 'refused-by-dane':
      return `Senders that use DANE do not deliver mail to ${whose}`;
    case 'unprotected':
      return `Senders find no usable MTA-STS policy for mail to ${whose}`;
    case 'at-risk':
      return `Mail to ${whose} is at risk`;
    case 'none':
      return entryOf(kind).area === 'tlsrpt-record' ? reportsLost(impact) : `Mail to ${whose} is delivered as before`;
  }
}

/** A fault that some senders alone meet, or those at some addresses, or none with a current TLS library. */
function reachedInPart(finding: Finding, impact: Impact): string | undefined {
  const reach = reachOf(finding);
  if (reach === 'all') return undefined;
  const who = reach === 'none' ? 'Senders with old TLS libraries' : 'Some senders';
  if (finding.subject.type === 'domain')
    return `${who} find no usable MTA-STS policy for mail to ${domains(impact.domains, impact)}`;
  const { enforcing } = impact;
  return enforcing > 0
    ? `${who} that enforce MTA-STS skip an MX host of ${domains(enforcing, impact)}`
    : `Mail to ${domains(impact.domains, impact)} is delivered as before`;
}

const reportsLost = (impact: Impact): string =>
  `Senders cannot report what goes wrong with mail to ${domains(impact.domains, impact)}`;

function hostEffect(kind: FindingKind, impact: Impact): string {
  switch (entryOf(kind).mail) {
    case 'refused':
      return entryOf(kind).underPolicyOnly === true
        ? hostRefused(impact)
        : hostClosed(entryOf(kind).confirm === 'network', impact);
    case 'refused-by-dane':
      return `Senders that use DANE skip an MX host of ${domains(impact.domains, impact)}`;
    case 'unprotected':
    case 'at-risk':
      return `Mail to ${domains(impact.domains, impact)} is at risk`;
    case 'none':
      return `Mail to ${domains(impact.domains, impact)} is delivered as before`;
  }
}

function hostRefused(impact: Impact): string {
  const { domains: all, undeliverable, enforcing, testing = 0 } = impact;
  if (undeliverable > 0) return stopped(undeliverable, enforcing - undeliverable, 'is being refused', impact);
  if (enforcing > 0) return `Senders that enforce MTA-STS skip an MX host of ${domains(enforcing, impact)}`;
  if (testing > 0)
    return `Mail to ${domains(testing, impact)} would be refused at an MX host if ${testing === 1 ? 'the policy were' : 'their policies were'} enforced`;
  return `Mail to ${domains(all, impact)} is delivered without the protection that TLS should give`;
}

/** What is out of reach from here may be in reach of others. */
function hostClosed(fromHere: boolean, impact: Impact): string {
  const { domains: all, undeliverable } = impact;
  if (undeliverable > 0)
    return stopped(
      undeliverable,
      all - undeliverable,
      fromHere ? 'may not get through' : 'cannot be delivered',
      impact,
    );
  return `${fromHere ? 'Mail may not reach' : 'No mail reaches'} an MX host of ${domains(all, impact)}`;
}

function stopped(howMany: number, others: number, verb: string, impact: Impact): string {
  const more =
    others > 0
      ? `, and ${others === 1 ? 'one more domain has' : `${number(others)} more domains have`} one MX host fewer`
      : '';
  return `Mail to ${domains(howMany, impact)} ${verb}${more}`;
}

function domainRefused(kind: FindingKind, impact: Impact): string {
  const { domains: all, undeliverable, enforcing, testing = 0 } = impact;
  const { undeliverable: whoseMail } = entryOf(kind);
  if (whoseMail === 'domain') return `Mail to ${domains(all, impact)} cannot be delivered`;
  if (whoseMail === 'host') return hostClosed(false, impact);
  if (undeliverable > 0) return `Mail to ${domains(undeliverable, impact)} is being refused`;
  if (enforcing === 0 && testing > 0)
    return `Mail to ${domains(testing, impact)} would be refused at an MX host if ${testing === 1 ? 'the policy were' : 'their policies were'} enforced`;
  return `Senders that enforce MTA-STS skip an MX host of ${domains(enforcing > 0 ? enforcing : all, impact)}`;
}

function hostWillBeRefused(expires: string, impact: Impact): string {
  const { domains: all, enforcing, testing = 0 } = impact;
  if (enforcing > 0) return `${expires} senders will refuse an MX host of ${domains(enforcing, impact)}`;
  return testing > 0
    ? `${expires} senders will report an MX host of ${domains(testing, impact)}`
    : `${expires} an MX host of ${domains(all, impact)} will have no valid certificate`;
}
