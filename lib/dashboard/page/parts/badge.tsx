import type { Severity, VerdictName } from '../../../core/model';
import { SEVERITY_WORDS, VERDICT_WORDS } from '../text/words';
import { Icon } from './icon';

/** A verdict as shape, colour and word. Without one the domain was not looked at yet. */
export const VerdictBadge = ({
  verdict,
  large = false,
}: {
  readonly verdict: VerdictName | undefined;
  readonly large?: boolean;
}) =>
  verdict === undefined ? (
    <span class={`badge tone-unknown${large ? ' large' : ''}`}>
      <Icon name="clock" />
      Not looked at yet
    </span>
  ) : (
    <span class={`badge tone-${verdict}${large ? ' large' : ''}`} title={VERDICT_WORDS[verdict].says}>
      <Icon name={verdict} />
      {VERDICT_WORDS[verdict].title}
    </span>
  );

export const SeverityBadge = ({ severity }: { readonly severity: Severity }) => (
  <span class={`badge tone-${severity}`}>
    <Icon name={severity} />
    {SEVERITY_WORDS[severity]}
  </span>
);
