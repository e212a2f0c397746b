import { coverageHeadline, coverageOver } from '../../../../lib/core/alerting/words/coverage';
import type { CoverageNotice } from '../../../../lib/core/model';

const said = (kind: CoverageNotice['kind'], detail = '', targets = 1): string =>
  coverageHeadline({ kind, detail, targets });

test.each([
  ['clock-wrong', 'it is 2 hours ahead', 'The clock of this monitor is, or was, wrong: it is 2 hours ahead.'],
  [
    'removals-held',
    'a.example',
    'One domain is no longer on the configured list or in the hosted zones, but is still checked until the removal is confirmed: a.example.',
  ],
  ['history-damaged', '3 lines are lost', 'The history was damaged: 3 lines are lost.'],
  ['channel-failing', 'slack', 'Alerts cannot be delivered to slack.'],
  ['store-failing', 'the disk is full', 'This monitor cannot read or write its history: the disk is full.'],
  [
    'state-unreadable',
    'The first is domain/a.example',
    'One item in the store cannot be read and is skipped. The first is domain/a.example.',
  ],
] as const)('%s says its detail once, in its sentence', (kind, detail, expected) =>
  expect(said(kind, detail)).toBe(expected),
);

test('a detail that the sentence has no place for is added in brackets', () => {
  const blocked =
    'Nothing new can be said about mail at one MX host: port 25 seems to be closed to the network of this';
  expect(said('vantage-blocked', 'no answer of 5')).toBe(`${blocked} monitor (no answer of 5).`);
  expect(said('vantage-blocked')).toBe(`${blocked} monitor.`);
});

test('one MX host that is not checked is one', () =>
  expect(said('mx-not-observed')).toMatch(/^One MX host is not checked: /));

test('one of the channels is named when it works again', () =>
  expect(coverageOver({ kind: 'channel-failing', detail: 'slack' })).toBe('Alerts are delivered to slack again.'));
