import type { DaneStanding, Severity, VerdictName } from '../../core/model';
import type { Colors } from './style';

/** What a verdict means for mail, in a few words. */
export const VERDICT_MEANING: Readonly<Record<VerdictName, string>> = {
  undeliverable: 'senders that enforce the policy have no MX host left',
  degraded: 'enforced, but some senders, addresses or MX hosts fail',
  unprotected: 'senders find no usable policy',
  unknown: 'could not be checked',
  'mx-not-checked': 'policy published and valid; MX hosts not checked',
  testing: 'a valid policy that does not enforce',
  protected: 'enforced and every MX host passes, or no mail is accepted',
};

export function verdictColor(colors: Colors, verdict: VerdictName): (text: string) => string {
  const bold = (paint: (text: string) => string) => (text: string) => colors.bold(paint(text));
  return {
    undeliverable: bold(colors.red),
    degraded: bold(colors.red),
    unprotected: bold(colors.yellow),
    unknown: bold(colors.magenta),
    'mx-not-checked': bold(colors.blue),
    testing: bold(colors.cyan),
    protected: bold(colors.green),
  }[verdict];
}

export function daneColor(colors: Colors, state: DaneStanding['state']): (text: string) => string {
  return {
    undeliverable: colors.red,
    degraded: colors.red,
    'not-signed': colors.yellow,
    partial: colors.yellow,
    unknown: colors.magenta,
    'not-used': colors.dim,
    protected: colors.green,
  }[state];
}

export function severityColor(colors: Colors, severity: Severity): (text: string) => string {
  return {
    critical: (text: string) => colors.bold(colors.red(text)),
    error: colors.red,
    warning: colors.yellow,
    info: colors.cyan,
  }[severity];
}
