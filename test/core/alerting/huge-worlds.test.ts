import { readableReport } from '../../../lib/cli/check/readable';
import { eventText } from '../../../lib/cli/history/events';
import { colorsFor } from '../../../lib/cli/terminal/style';
import { notifications } from '../../../lib/alerts/amazon-q/notification';
import { alertDocument } from '../../../lib/alerts/document';
import { slackMessage } from '../../../lib/alerts/slack/blocks';
import { partsOf } from '../../../lib/alerts/sns/parts';
import { publication } from '../../../lib/alerts/sns/publication';
import { paragraphs } from '../../../lib/alerts/words';
import { applyEvent, describeAlert } from '../../../lib/core/alerting';
import { judgeDomain, judgeMxHost } from '../../../lib/core/judge';
import type { Check } from '../../../lib/core/diff';
import { domainCheck, mxHostCheck, nextState } from '../../../lib/core/diff';
import type {
  AlertMessage,
  DomainObservation,
  MonitorEvent,
  MxHostObservation,
  TargetState,
} from '../../../lib/core/model';
import { reportDomain } from '../../../lib/core/report';
import { domainVerdict, domainViewOfState, mxHostViewOfState, mxStandings } from '../../../lib/core/verdict';
import { atomFeed } from '../../../lib/query/formats/atom';
import { eventResource } from '../../../lib/query/history/event';
import { publishedPolicy } from '../../../lib/query/target/published';
import { delivery } from '../../alerts/deliveries';
import { HUGE_DOMAINS, HUGE_HOSTS, longName } from '../../support/huge-worlds';
import { domainObservation, HOUR, mxHostObservation, NOW } from '../../support/observations';
import { OPTIONS } from '../diff/checks';
import { impact, POLICY } from './alerts';
import { readDomain, readMxHost } from '../../../lib/core/reading';

const output = { columns: 100, write: () => true };
const colors = colorsFor(output, { NO_COLOR: '1' });

interface Story {
  readonly state: TargetState;
  readonly events: readonly MonitorEvent[];
  readonly messages: readonly AlertMessage[];
}

/** Looks an hour apart, and what is alerted of them. */
function story(checks: readonly Check[]): Story {
  let state: TargetState | undefined;
  const events: MonitorEvent[] = [];
  for (const check of checks) {
    const next = nextState(state, check, OPTIONS, () => undefined);
    if (next.outcome !== 'changed') continue;
    state = next.state;
    events.push(...next.events);
  }
  if (state === undefined) throw new Error('no look changed anything');
  const names = Array.from({ length: 20 }, (_, n) => longName(n));
  const messages = events.flatMap((event) => {
    const whom = impact({ domains: 10_000, sample: names });
    const alert = applyEvent(undefined, event, whom, { ...POLICY, minimumSeverity: 'info' });
    return alert === undefined ? [] : [describeAlert(alert, NOW)];
  });
  return { state, events, messages };
}

const around = <T extends { readonly observedAt: number }>(sound: T, huge: T): readonly T[] =>
  [sound, huge, huge, huge, sound, sound, sound].map((one, hour) => ({ ...one, observedAt: NOW + hour * HOUR }));
const domainStory = (huge: DomainObservation): Story =>
  story(around(domainObservation(), huge).map((one) => domainCheck(readDomain(one), judgeDomain(readDomain(one)))));
const hostStory = (huge: MxHostObservation): Story =>
  story(around(mxHostObservation(), huge).map((one) => mxHostCheck(readMxHost(one), judgeMxHost(readMxHost(one)))));

const worlds: readonly (readonly [string, () => Story])[] = [
  ...Object.entries(HUGE_DOMAINS).map(([name, huge]) => [name, () => domainStory(huge)] as const),
  ...Object.entries(HUGE_HOSTS).map(([name, huge]) => [name, () => hostStory(huge)] as const),
];

describe.each(worlds)('%s', (_name, tell) => {
  const { state, events, messages } = tell();

  test('alerts stay short, on every channel', () => {
    expect(messages.length).toBeGreaterThan(0);
    for (const message of messages) {
      expect(message.headline.length).toBeLessThan(1_100);
      expect(message.fix.length).toBeLessThan(4_100);
      expect(message.facts.length).toBeLessThanOrEqual(31);
      expect(paragraphs(message).join('\n').length).toBeLessThan(20_000);
      for (const text of [message.headline, message.fix, ...message.facts.map(([, value]) => value)])
        expect(text).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e]/u);
    }
    const all = delivery(...messages);
    expect(JSON.stringify(alertDocument(all)).length).toBeLessThan(30_000 * messages.length);
    const { blocks } = slackMessage(all);
    expect(blocks.length).toBeLessThanOrEqual(50);
    for (const block of blocks) expect(JSON.stringify(block).length).toBeLessThan(4_000);
    const publications = partsOf(all, { names: [], of: [], isCut: false }).map((part) =>
      publication(part, 'arn:aws:sns:eu-west-1:1:t'),
    );
    for (const { Message = '' } of publications) expect(Buffer.byteLength(Message)).toBeLessThan(256 * 1024);
    expect(Buffer.byteLength(JSON.stringify(notifications(all)))).toBeLessThan(256 * 1024);
  });

  test('events stay short in the terminal, the feed and the history', () => {
    for (const event of events) {
      expect(eventText(event, colors).length).toBeLessThan(3_000);
      expect(JSON.stringify(event).length).toBeLessThan(60_000);
    }
    expect(atomFeed(events.map(eventResource)).length).toBeLessThan(10_000 * (events.length + 1));
    expect(JSON.stringify(state).length).toBeLessThan(400_000);
  });

  test('the verdict stays short', () => {
    const hosts = state.target.type === 'mx-host' ? [mxHostViewOfState(state)] : [];
    const view = domainViewOfState(state, NOW);
    const { reasons } = domainVerdict(view, mxStandings(view, hosts));
    expect(reasons.join(' ').length).toBeLessThan(5_000);
  });
});

test.each(Object.entries(HUGE_DOMAINS))('%s: what check prints stays short', (_name, huge) => {
  const printed = readableReport(reportDomain(readDomain(huge), []), output, colors);
  expect(printed.split('\n').length).toBeLessThan(400);
  expect(printed.length).toBeLessThan(30_000);
});

test.each(Object.entries(HUGE_DOMAINS))('%s: the page gets no more lines than people read', (_name, huge) => {
  for (const { http } of huge.policyFetch?.endpoints ?? []) {
    const { lines, problems } = publishedPolicy(http?.body ?? '');
    expect(lines.length).toBeLessThanOrEqual(501);
    expect(JSON.stringify([lines, problems]).length).toBeLessThan(400_000);
  }
});
