import { count } from '../../core/findings/words';
import type { VerdictName } from '../../core/model';
import type { Tally } from '../directory/snapshot';

/** Verdicts that put mail at risk, the gravest first, with a sentence for so many domains. */
const AT_RISK: readonly (readonly [VerdictName, (domains: string, many: boolean) => string])[] = [
  [
    'undeliverable',
    (domains, many) =>
      `${domains} ${many ? 'have' : 'has'} no MX host left for senders that enforce the policy: mail is being refused.`,
  ],
  [
    'degraded',
    (domains, many) =>
      `${domains} ${many ? 'have' : 'has'} an enforced policy that fails for some senders, addresses or MX hosts.`,
  ],
  [
    'unprotected',
    (domains, many) =>
      `${domains} ${many ? 'have' : 'has'} no policy that senders can use: mail goes with whatever TLS there is.`,
  ],
];

/** Verdicts that are no risk now, and worth a sentence. */
const ASIDE: readonly (readonly [VerdictName, (domains: string, many: boolean) => string])[] = [
  ['testing', (domains, many) => `${domains} ${many ? 'have' : 'has'} a policy that does not enforce yet.`],
  [
    'mx-not-checked',
    (domains, many) =>
      `${domains} ${many ? 'publish' : 'publishes'} a valid policy; ${many ? 'their' : 'its'} MX hosts are not checked.`,
  ],
  [
    'unknown',
    (domains, many) =>
      `${domains} could not be assessed. The cause is on our side, not ${many ? 'theirs' : 'with the domain'}.`,
  ],
];

/** How much mail is at risk. */
export interface Risk {
  readonly domains: number;
  readonly headline: string;
  readonly lines: readonly string[];
}

/** @param total of watched domains */
export function riskOf(total: number, { verdicts, notYet }: Tally): Risk {
  const domains = AT_RISK.reduce((sum, [verdict]) => sum + verdicts[verdict], 0);
  const lines = [...AT_RISK, ...ASIDE]
    .filter(([verdict]) => verdicts[verdict] > 0)
    .map(([verdict, says]) => says(count(verdicts[verdict], 'domain'), verdicts[verdict] !== 1));
  return {
    domains,
    headline: headline(total, domains, verdicts, notYet),
    lines: [...lines, ...(notYet > 0 && notYet < total ? [`${count(notYet, 'domain')} not looked at yet.`] : [])],
  };
}

function headline(
  total: number,
  atRisk: number,
  { undeliverable, unknown, 'mx-not-checked': notChecked }: Tally['verdicts'],
  notYet: number,
): string {
  if (total === 0) return 'No domain is watched yet.';
  if (notYet === total) return `${count(total, 'domain')}, not looked at yet.`;
  if (undeliverable > 0)
    return `Mail to ${count(undeliverable, 'domain')} is being refused${atRisk > undeliverable ? `, and mail to ${atRisk - undeliverable} more is at risk` : ''}.`;
  if (atRisk > 0) return `Mail to ${atRisk} of ${count(total, 'domain')} is at risk.`;
  if (unknown > 0) return `No mail is known to be at risk; ${count(unknown, 'domain')} could not be assessed.`;
  return notChecked > 0
    ? `No mail is known to be at risk; the MX hosts of ${count(notChecked, 'domain')} are not checked.`
    : 'No mail is at risk.';
}
