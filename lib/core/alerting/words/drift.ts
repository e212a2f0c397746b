import { readTlsaLine } from '../../dane/record';
import { formatStsRecord } from '../../mta-sts/record';
import { bounded, boundedLines, newRecordId } from '../../findings/words';
import type { Change, EventBase, EventDetails, FixStep, ToPublish } from '../../model';
import { policyUrl } from '../../mta-sts/policy-host';
import { isHostName } from '../../text/domain-name';
import { lines, record, step } from '../../text/fix';
import type { ToldDrift, ToldDriftEvent } from '../drift';

/** How one type of drift is told. */
interface DriftWords<Details> {
  /** What has changed, as a clause without names. */
  readonly heading: string;
  /** What happens to whose mail, and why. */
  headline(event: EventBase & Details): string;
  /** What to do; empty when there is nothing. */
  fix?(event: EventBase & Details, now: number): readonly FixStep[];
  facts?(event: EventBase & Details): readonly (readonly [string, string])[];
}

const NOT_INTENDED = step('If this was not intended, find out who changed it and change it back.');

/** Of a policy, in one step. */
const MOST_LINES = 20;

const CACHED = ' Senders that hold its policy enforce it until its max_age ends.';
const lost = (domain: string, policyMode: string | undefined): string =>
  policyMode === 'none' ? `${domain} has given up MTA-STS` : `Mail to ${domain} is losing the protection of MTA-STS`;

const stsRecord = ({ target }: EventBase, id: string): ToPublish =>
  record(`_mta-sts.${target.name}`, 'TXT', formatStsRecord({ id }));

function publishedTlsa(line: string): ToPublish {
  const { name, text } = readTlsaLine(line);
  return record(isHostName(name) ? name : undefined, 'TLSA', bounded(text, 1024));
}

const beforeAfter = ({ before, after }: Change): readonly (readonly [string, string])[] => [
  ['Before', boundedLines(before ?? 'none', 1024)],
  ['After', boundedLines(after ?? 'none', 1024)],
];

const change = (name: string, changed: Change | undefined): readonly (readonly [string, string])[] =>
  changed === undefined ? [] : [[name, `${changed.before ?? 'none'} -> ${changed.after ?? 'none'}`]];

const shownMode = (mode: string | null): string => bounded(mode ?? 'none that can be read', 40);

const WORDS: { readonly [T in ToldDrift]: DriftWords<EventDetails[T]> } = {
  'sts-record-appeared': {
    heading: 'an STS record has appeared',
    headline: ({ target }) =>
      `Senders look for an MTA-STS policy for mail to ${target.name} now: an STS record has appeared.`,
    facts: beforeAfter,
  },
  'sts-record-vanished': {
    heading: 'the STS record has gone',
    headline: ({ target, policyMode }) =>
      `${lost(target.name, policyMode)}: its STS record has gone.${policyMode === 'enforce' ? CACHED : ''}`,
    fix: (event, now) =>
      event.policyMode === 'none'
        ? []
        : [
            step('If this was not intended, publish the record again:', stsRecord(event, newRecordId(now))),
            step(
              'To stop using MTA-STS instead, first publish a policy in mode none, wait until the old max_age has passed, then remove the record (RFC 8461 section 8.3).',
            ),
          ],
    facts: beforeAfter,
  },
  'policy-appeared': {
    heading: 'a policy has appeared',
    headline: ({ target, mode }) =>
      `Senders find an MTA-STS policy for mail to ${target.name} now${mode ? `, of mode ${shownMode(mode.after)}` : ', and it is not valid'}.`,
    facts: ({ diff }) => [['Policy', diff]],
  },
  'policy-body-changed': {
    heading: 'the policy has changed',
    headline: ({ target, mode, maxAge }) => {
      if (mode?.before === 'enforce')
        return `Mail to ${target.name} is less protected than before: the mode of its MTA-STS policy went from enforce to ${shownMode(mode.after)}.`;
      if (mode?.after === 'enforce')
        return `Mail to ${target.name} is protected now: the mode of its MTA-STS policy went from ${shownMode(mode.before)} to enforce.`;
      const lifetime = maxAge
        ? `: its max_age went from ${maxAge.before ?? 'none'} to ${maxAge.after ?? 'none'} seconds`
        : '';
      return `The MTA-STS policy by which senders treat mail to ${target.name} has changed${lifetime}.`;
    },
    fix: ({ mode }) =>
      mode?.after === 'enforce' ? [] : [NOT_INTENDED, step('Change the id of the STS record after that.')],
    facts: ({ mode, maxAge, diff }) => [...change('Mode', mode), ...change('max_age', maxAge), ['Policy', diff]],
  },
  'policy-changed-under-same-id': {
    heading: 'the policy was changed, and the id of the STS record was not',
    headline: ({ target }) =>
      `Senders go on treating mail to ${target.name} by its old MTA-STS policy: the policy was changed, and the id of the STS record was not.`,
    fix: (event, now) => [
      step('Change the id, so that senders fetch the policy again:', stsRecord(event, newRecordId(now))),
    ],
    facts: ({ diff }) => [['Policy', diff]],
  },
  'policy-unreachable': {
    heading: 'the policy is not served any more',
    headline: ({ target, after, policyMode }) =>
      `${lost(target.name, policyMode)}: its policy is not served any more (${bounded(after ?? 'no answer', 100)}).${policyMode === 'enforce' ? CACHED : ''}`,
    fix: ({ target, policyMode }) =>
      policyMode === 'none' ? [] : [step('Serve the policy again at:', lines('url', policyUrl(target.name)))],
  },
  'mx-set-changed': {
    heading: 'the MX records have changed',
    headline: ({ target, after }) =>
      after === null
        ? `Mail to ${target.name} has no MX host any more.`
        : `Mail to ${target.name} goes another way now: its MX records have changed.`,
    fix: () => [NOT_INTENDED],
    facts: beforeAfter,
  },
  'mx-uncovered': {
    heading: 'the policy does not cover every MX host any more',
    headline: ({ target, after }) =>
      `Senders that apply the MTA-STS policy of ${target.name} refuse MX hosts that it does not cover: ${bounded(after ?? '', 300)}.`,
    fix: ({ after }) => {
      const names = (after ?? '').split(', ').filter(isHostName);
      const first = names.slice(0, MOST_LINES).map((name) => `mx: ${name}`);
      return [
        ...(first.length === 0 ? [] : [step('Add to the policy:', lines('policy-lines', ...first))]),
        ...(first.length === names.length && first.length > 0
          ? []
          : [step('Add an mx line to the policy for each of the other MX hosts that it does not cover.')]),
        step('Change the id of the STS record after that.'),
      ];
    },
    facts: ({ before }) => [['Covered', bounded(before ?? 'none', 1024)]],
  },
  'certificate-issuer-changed': {
    heading: 'the certificate is of another authority',
    headline: ({ target, address, before, after }) =>
      `Mail is delivered as before, and ${target.name} (${bounded(address)}) has a certificate of another authority: ${after ?? 'none'} in place of ${before ?? 'none'}.`,
    fix: () => [step('If this was not intended, find out who had the certificate issued.')],
    facts: ({ beforeCertificate, afterCertificate }) => [
      ['Certificate before (SHA-256)', beforeCertificate],
      ['Certificate after (SHA-256)', afterCertificate],
    ],
  },
  'tlsa-changed': {
    heading: 'the TLSA records have changed',
    headline: ({ target, after, rollOver }) => {
      if (rollOver === 'began')
        return `Mail is delivered as before: ${target.name} has a TLSA record for another key beside the one in use, as before a change of keys.`;
      if (rollOver === 'ended')
        return `Mail is delivered as before: ${target.name} has TLSA records for the key in use alone, as after a change of keys.`;
      return after === null
        ? `Senders that use DANE check the server of ${target.name} no longer: its TLSA records have gone.`
        : `Senders that use DANE go by other TLSA records of ${target.name} now.`;
    },
    fix: ({ rollOver }) => (rollOver === undefined ? [NOT_INTENDED] : []),
    facts: beforeAfter,
  },
  'certificate-changed-under-same-tlsa': {
    heading: 'the certificate was changed, and the TLSA record was not',
    headline: ({ target, address }) =>
      `Senders that use DANE do not deliver to ${target.name} (${bounded(address)}): its certificate was changed, and its TLSA record was not.`,
    fix: ({ publish }) => [
      step('Restore the old certificate if you still can.'),
      step('Otherwise publish the TLSA record for the new certificate:', publishedTlsa(publish)),
    ],
    facts: ({ before, after }) => [
      ['Certificate before', bounded(before ?? 'none', 1024)],
      ['Certificate after', bounded(after ?? 'none', 1024)],
    ],
  },
  'mx-dnssec-changed': {
    heading: 'DNSSEC of the MX records has changed',
    headline: ({ target, after }) =>
      after === 'secure'
        ? `DANE can protect mail to ${target.name} now: its MX records are signed.`
        : `Senders need not use DANE for mail to ${target.name} any more: DNSSEC does not prove its MX records.`,
    fix: ({ after }) =>
      after === 'secure'
        ? []
        : [step('If the zone is still signed, have the DS record published at its parent again.')],
    facts: beforeAfter,
  },
  'tlsrpt-changed': {
    heading: 'the TLSRPT record has changed',
    headline: ({ target, before, after }) => {
      if (after === null)
        return `Senders report nothing more about mail to ${target.name}: its TLSRPT record has gone.`;
      return before === null
        ? `Senders report failures of mail to ${target.name} from now on: a TLSRPT record has appeared.`
        : `Reports about mail to ${target.name} go elsewhere now: its TLSRPT record has changed.`;
    },
    fix: ({ before }) => (before === null ? [] : [NOT_INTENDED]),
    facts: beforeAfter,
  },
  'zone-repaired': {
    heading: 'the monitor has changed the hosted zone',
    headline: ({ target, zone, kinds }) =>
      `The monitor has changed the hosted zone ${bounded(zone, 255)} to mend ${target.name} (${bounded(kinds.join(', '), 300)}), as route53.repair says.`,
    fix: () => [
      step(
        'If this is what you want, add the new records to the template from which the zone is written, if there is one.',
      ),
      step('Otherwise remove the kind from route53.repair first.'),
      step('Change the records back after that.'),
    ],
    facts: (event) => [
      ...beforeAfter(event),
      ['Hosted zone', `${bounded(event.zone, 255)} (${bounded(event.zoneId, 40)})`],
    ],
  },
  'zone-repair-undone': {
    heading: 'somebody else changes the records that the monitor mended',
    headline: ({ target, zone }) =>
      `The hosted zone ${bounded(zone, 255)} does not hold what the monitor wrote to mend ${target.name}: somebody else changes these records too. The monitor leaves them alone until the fault is gone.`,
    fix: ({ target }) => [
      step('Find out who, or what template, writes these records, and correct them there.'),
      step('To see the change that is needed, run:', lines('command', `mta-sts-watch repair ${target.name}`)),
    ],
    facts: ({ before, after, zone, zoneId }) => [
      ['Written by the monitor', boundedLines(before ?? 'none', 1024)],
      ['In the zone now', boundedLines(after ?? 'none', 1024)],
      ['Hosted zone', `${bounded(zone, 255)} (${bounded(zoneId, 40)})`],
    ],
  },
};

export interface DriftText {
  readonly headline: string;
  readonly fixSteps: readonly FixStep[];
  readonly facts: readonly (readonly [string, string])[];
}

/** A told drift in words. */
export function driftWords(told: ToldDriftEvent, now: number): DriftText {
  const event = { ...told, target: { ...told.target, name: bounded(told.target.name, 255) } };
  // Each event has the details that its type names, and so do its words.
  const words = WORDS[event.type] as DriftWords<EventDetails[ToldDrift]>;
  return {
    headline: words.headline(event),
    fixSteps: words.fix?.(event, now) ?? [],
    facts: words.facts?.(event) ?? [],
  };
}

/** What has changed, as a clause without names; undefined for another type of event. */
export const driftHeading = (type: string): string | undefined =>
  type in WORDS ? WORDS[type as ToldDrift].heading : undefined;
