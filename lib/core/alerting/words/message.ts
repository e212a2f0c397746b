import { describeFinding, entryOf } from '../../findings';
import { duration, utc } from '../../findings/words';
import type { Alert, AlertMessage, Finding, FixStep, Notice } from '../../model';
import { escapeHidden } from '../../text/escape';
import { fixText } from '../../text/fix';
import type { ToldDriftEvent } from '../drift';
import { untold } from '../notices';
import { coverageFix, coverageHeadline, coverageOver } from './coverage';
import { driftWords } from './drift';
import { effect } from './effect';
import { firstFacts, firstOf, firstSteps, LONGEST_FACT, LONGEST_HEADLINE } from './first-of';
import { domainsFact } from './whose';

/** Nothing is said of how long a fault has been there while it is this young, milliseconds. */
const YOUNG = 600_000;

interface Words extends Pick<AlertMessage, 'kind' | 'since' | 'headline' | 'facts' | 'docs'> {
  readonly fixSteps: readonly FixStep[];
}

/**
 * What a channel has not told of an alert, as one message: the last word, which speaks for those before it. Undefined
 * when it has told all. Plain text, of which hidden characters are escaped.
 */
export function messageFor(alert: Alert, channel: string, now: number): AlertMessage | undefined {
  const waiting = untold(alert, channel);
  const last = waiting.at(-1);
  if (last === undefined) return undefined;
  // Those who have not heard of it hear how it is, not that it got worse.
  const opening = waiting.find((notice) => notice.form === 'opened' || notice.form === 'coverage');
  const form = last.form === 'escalated' && opening !== undefined ? opening.form : last.form;
  return inWords(
    alert,
    { ...last, form },
    waiting.map(({ id }) => id),
    now,
  );
}

/**
 * What there is to say of an alert now, whoever was told of it before: its last notice in words. Plain text, of which
 * hidden characters are escaped.
 */
export function describeAlert(alert: Alert, now: number): AlertMessage {
  const last = alert.notices.at(-1) ?? {
    id: alert.id,
    form: alert.status === 'resolved' ? 'resolved' : 'opened',
    at: alert.resolvedAt ?? alert.openedAt,
    channels: [],
    deliveredTo: [],
  };
  return inWords(alert, last, [last.id], now);
}

function inWords(alert: Alert, last: Notice, tells: readonly string[], now: number): AlertMessage {
  const { kind, since, headline, facts, docs, ...words } = wordsFor(alert, last, now);
  const fixSteps = firstSteps(words.fixSteps.map(escaped));
  return {
    noticeId: last.id,
    tells,
    alertId: alert.id,
    form: last.form,
    severity: alert.severity,
    ...(alert.subject !== undefined && { subject: alert.subject }),
    kind,
    at: last.at,
    since,
    headline: firstOf(escapeHidden(headline), LONGEST_HEADLINE),
    fix: fixText(fixSteps),
    fixSteps,
    facts: firstFacts(facts.map(([name, value]) => [name, firstOf(escapedLines(value), LONGEST_FACT)] as const)),
    impact: alert.impact,
    docs,
  };
}

const escapedLines = (text: string): string => text.split('\n').map(escapeHidden).join('\n');

/** What an event or an older release stored may hold any character. */
function escaped({ words, publish }: FixStep): FixStep {
  if (publish === undefined) return { words: escapeHidden(words) };
  const text = escapedLines(publish.text);
  return {
    words: escapeHidden(words),
    publish:
      publish.form === 'record' ? { ...publish, text, value: escapeHidden(publish.value) } : { ...publish, text },
  };
}

function wordsFor(alert: Alert, notice: Notice, now: number): Words {
  const { cause } = alert;
  if ('coverage' in cause) return coverageMessage(alert, notice, cause.coverage);
  if ('finding' in cause)
    return notice.form === 'resolved'
      ? solved(alert, cause.finding, cause.since)
      : standing(alert, notice, { finding: cause.finding, since: cause.since, now });
  // Only told types of drift become alerts (drift.ts).
  const event = cause.event as ToldDriftEvent;
  return { kind: event.type, since: event.at, docs: `alerts.md#${event.type}`, ...driftWords(event, now) };
}

function standing(
  { impact }: Alert,
  { form }: Notice,
  { finding, since, now }: { readonly finding: Finding; readonly since: number; readonly now: number },
): Words {
  const { because, fixSteps, evidence, docs } = describeFinding(finding, now);
  const isOld = entryOf(finding.kind).dated !== true && (form === 'reminder' || now - since >= YOUNG);
  return {
    kind: finding.kind,
    since,
    docs,
    fixSteps,
    headline: `${effect(finding, impact)}: ${because}${isOld ? `, since ${utc(since)}` : ''}.`,
    facts: [...domainsFact(impact), ...evidence],
  };
}

/** The time of a resolution is that of the look that showed it. */
function solved({ impact, openedAt, resolvedAt = openedAt }: Alert, finding: Finding, since: number): Words {
  const { title, docs } = describeFinding(finding, resolvedAt);
  const headline = `Solved after ${duration(resolvedAt - since)}: "${title}".`;
  return {
    kind: finding.kind,
    since,
    docs,
    fixSteps: [],
    headline,
    facts: [...domainsFact(impact), ['From', utc(since)], ['To', utc(resolvedAt)]],
  };
}

function coverageMessage(
  { openedAt }: Alert,
  { form }: Notice,
  coverage: Parameters<typeof coverageHeadline>[0],
): Words {
  const over = form === 'resolved';
  const headline = over ? coverageOver(coverage) : coverageHeadline(coverage);
  return {
    kind: coverage.kind,
    since: openedAt,
    docs: `alerts.md#${coverage.kind}`,
    headline,
    fixSteps: over ? [] : coverageFix(coverage.kind),
    facts: [],
  };
}
