import { entryOf } from '../../findings';
import { utc } from '../../findings/words';
import type { Finding, Impact } from '../../model';
import { domains, number } from './whose';

/** What happens to whose mail because of a finding: the first half of a headline, without a full stop. */
export function effect(finding: Finding, impact: Impact): string {
  if (finding.subject.type === 'mx-host' && impact.domains === 0) return 'No mail of a watched domain is affected';
  if ('threshold' in finding.evidence && finding.evidence.spare === undefined) return willHappen(finding, finding.evidence.notAfter, impact);
  const { mail } = entryOf(finding.kind);
  switch (mail) {
    case 'refused':
      return finding.subject.type === 'mx-host' ? hostRefused(finding, impact) : domainRefused(finding, impact);
    case 'refused-by-dane':
      return `Senders that use DANE do not deliver mail to ${finding.subject.type === 'mx-host' ? `an MX host of ${domains(impact.domains, impact)}` : domains(1, impact)}`;
    case 'unprotected':
      return `Senders find no usable MTA-STS policy for mail to ${domains(1, impact)}`;
    case 'at-risk':
      return `Mail to ${domains(impact.domains, impact)} is at risk`;
    case 'none':
      return finding.kind.startsWith('tlsrpt-') ? `Senders cannot report what goes wrong with mail to ${domains(1, impact)}` : `Mail to ${domains(1, impact)} is delivered as before`;
  }
}

function hostRefused(finding: Finding, impact: Impact): string {
  const { undeliverable, enforcing, testing = 0 } = impact;
  const underPolicyOnly = entryOf(finding.kind).underPolicyOnly === true;
  if (undeliverable > 0) return stopped(undeliverable, (underPolicyOnly ? enforcing : impact.domains) - undeliverable, underPolicyOnly ? 'is being refused' : 'cannot be delivered', impact);
  if (!underPolicyOnly) return `Mail to ${domains(impact.domains, impact)} goes without one of its MX hosts`;
  if (enforcing > 0) return `Senders that enforce MTA-STS skip an MX host of ${domains(enforcing, impact)}`;
  if (testing > 0) return `Mail to ${domains(testing, impact)} would be refused at an MX host if the policy were enforced`;
  return `Mail to ${domains(impact.domains, impact)} is delivered without the protection that TLS should give`;
}

function stopped(howMany: number, others: number, verb: string, impact: Impact): string {
  const more = others > 0 ? `, and ${others === 1 ? 'one more has' : `${number(others)} more have`} an MX host less` : '';
  return `Mail to ${domains(howMany, impact)} ${verb}${more}`;
}

function domainRefused(finding: Finding, impact: Impact): string {
  const domain = domains(1, impact);
  if (finding.kind === 'mx-missing') return `Mail to ${domain} cannot be delivered`;
  if (impact.undeliverable > 0) return `Mail to ${domain} is being refused`;
  if (impact.enforcing > 0) return `Senders that enforce MTA-STS skip an MX host of ${domain}`;
  return (impact.testing ?? 0) > 0 ? `Mail to ${domain} would be refused at an MX host if its policy were enforced` : `Mail to ${domain} goes without one of its MX hosts`;
}

function willHappen({ subject }: Finding, notAfter: number, impact: Impact): string {
  const from = `From ${utc(notAfter)}`;
  if (subject.type === 'domain') return `${from} senders will find no usable MTA-STS policy for mail to ${domains(1, impact)}`;
  const { enforcing, testing = 0 } = impact;
  if (enforcing > 0) return `${from} senders will refuse an MX host of ${domains(enforcing, impact)}`;
  return testing > 0 ? `${from} senders will report an MX host of ${domains(testing, impact)}` : `${from} an MX host of ${domains(impact.domains, impact)} will have no valid certificate`;
}
