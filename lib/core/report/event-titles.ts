import { describeFinding } from '../findings';
import type { EventType, MonitorEvent } from '../model';

/** What is no finding and no verdict. */
export type PlainChange = Exclude<
  EventType,
  'finding-opened' | 'finding-escalated' | 'finding-resolved' | 'verdict-changed'
>;

/** What happened, without the name of the target. */
export const CHANGE_TITLES: Readonly<Record<PlainChange, string>> = {
  'target-added': 'watched from now on',
  'target-removed': 'watched no longer',
  'sts-record-appeared': 'an STS record appeared',
  'sts-record-vanished': 'the STS record has gone',
  'sts-record-id-changed': 'the id of the STS record changed',
  'policy-appeared': 'a policy appeared',
  'policy-body-changed': 'the policy changed',
  'policy-changed-under-same-id': 'the policy changed, and the id of the STS record did not',
  'policy-id-changed-same-body': 'the id of the STS record changed, and the policy did not',
  'policy-mode-raised': 'the mode of the policy was raised',
  'policy-mode-lowered': 'the mode of the policy was lowered',
  'policy-max-age-shortened': 'the lifetime of the policy was shortened',
  'policy-unreachable': 'the policy is not served any more',
  'policy-reachable-again': 'the policy is served again',
  'mx-set-changed': 'the MX records changed',
  'mx-uncovered': 'the policy does not cover every MX host any more',
  'certificate-replaced': 'another certificate',
  'certificate-issuer-changed': 'a certificate of another authority',
  'certificate-key-type-changed': 'a certificate with another type of key',
  'certificate-names-lost': 'a certificate with fewer names',
  'tlsrpt-changed': 'the TLSRPT record changed',
  'tlsa-changed': 'the TLSA records changed',
  'certificate-changed-under-same-tlsa': 'another certificate, and the TLSA records did not change',
  'mx-dnssec-changed': 'DNSSEC of the MX records changed',
  'addresses-changed': 'the addresses changed',
  'zone-repaired': 'the monitor changed the hosted zone',
  'zone-repair-undone': 'somebody else changed what the monitor had mended',
};

/** All types of events. */
export const EVENT_TYPES = [
  ...(Object.keys(CHANGE_TITLES) as PlainChange[]),
  'finding-opened',
  'finding-escalated',
  'finding-resolved',
  'verdict-changed',
] as const satisfies readonly EventType[];

/** An event in a few words, without its time and the name of its target; plain text that may quote the network. */
export function eventTitle(event: MonitorEvent): string {
  switch (event.type) {
    case 'finding-opened':
      return describeFinding(event.finding, event.at).title;
    case 'finding-escalated':
      return `Worse: ${describeFinding(event.finding, event.at).title}`;
    case 'finding-resolved':
      return `Solved: ${describeFinding(event.finding, event.at).title}`;
    case 'verdict-changed':
      return `${event.after} now${event.before === null ? '' : `, was ${event.before}`}`;
    default:
      return CHANGE_TITLES[event.type];
  }
}
