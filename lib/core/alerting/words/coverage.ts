import type { CoverageNotice } from '../../model';
import { capital } from '../../findings/words';
import { number } from './whose';

const THINGS: Readonly<
  Record<
    CoverageNotice['kind'],
    {
      /** `many` is the number with its noun; `detail` is the notice's own; it is added in brackets where `what` leaves it out. */
      readonly what: (many: string, detail: string) => string;
      readonly over: string | ((detail: string) => string);
      readonly fix: string;
    }
  >
> = {
  'vantage-blocked': {
    what: (targets) =>
      `Nothing new can be said about mail at ${targets}: port 25 seems to be closed to the network of this monitor`,
    over: 'MX hosts can be seen again from here: port 25 is open.',
    fix: 'Have outgoing connections to port 25 allowed for this machine (many hosting providers and networks close it), or watch from another place. Until then what is known of the MX hosts stays as it is.',
  },
  'mx-mostly-silent': {
    what: (targets) =>
      `Nothing new can be said about mail at ${targets}: they do not answer, so many at once that the fault is likelier on the way than at each of them; port 25 is open from here`,
    over: 'Most MX hosts answer again.',
    fix: 'Look at the network between this machine and the MX hosts, and whether an operator with many of them turns this machine away. Until then what is known of those that do not answer stays as it is.',
  },
  'vantage-blocklisted': {
    what: (targets) =>
      `Nothing new can be said about mail at ${targets}: they turn this monitor away, because its address is on a blocklist or has a bad name`,
    over: 'No MX host turns this monitor away for its address any more.',
    fix: 'The history of an MX host quotes its answer, which mostly names the list and how to leave it. Give the address a name in the reverse DNS that leads back to it, and set that name as `ehlo`. Addresses of homes and of cloud functions are on such lists for good: watch from another place.',
  },
  'agent-silent': {
    what: (targets) => `MX hosts may be looked at late: ${targets} of this monitor has said nothing for a while`,
    over: 'The agents are heard again, or were taken off.',
    fix: 'On its machine look at the service and its log: `systemctl status mta-sts-watch-agent`. Other agents take over its work meanwhile; nothing is lost. An agent that is gone for good is forgotten after a week.',
  },
  'https-blocked': {
    what: (targets) =>
      `Nothing new can be said about the policies of ${targets}: port 443 seems to be closed to the network of this monitor`,
    over: 'Policy hosts can be seen again from here.',
    fix: 'Have outgoing connections to port 443 allowed for this machine, without a proxy in between. Until then what is known of the policies stays as it is.',
  },
  'mx-not-observed': {
    what: (targets) =>
      `${capital(targets)} ${targets.startsWith('one ') ? 'is' : 'are'} not checked: this monitor does not connect to port 25. Domains with a valid, enforced policy have the verdict mx-not-checked`,
    over: 'MX hosts are checked now.',
    fix: 'To check them on AWS, set `aws.smtpVantage` to `vpc` or `agent`. On one machine, leave out `--no-smtp`.',
  },
  'resolver-failing': {
    what: (targets) => `Cannot check ${targets}: the DNS resolvers of this monitor fail`,
    over: 'The DNS resolvers work again.',
    fix: 'Check the network of this machine: resolvers at https:// need port 443, those at tls:// port 853. If the network is up, set other resolvers with --resolver or in the configuration file. Until then, domains and MX hosts keep their last known status.',
  },
  'clock-wrong': {
    what: (_many, detail) => `The clock of this monitor is, or was, wrong${detail === '' ? '' : `: ${detail}`}`,
    over: 'The clock of this monitor is trusted again.',
    fix: 'Set the clock of the machine and synchronize it with NTP. Until the clock is right, or has run steadily for a day, checks continue, but nothing is deleted, no mute or acknowledgement ends, and no certificate is reported as expired or about to expire.',
  },
  'run-overdue': {
    what: (many) => `This monitor is late: ${many} did not finish in time`,
    over: 'Runs finish in time again.',
    fix: 'Check the log of the monitor. If runs take longer than their interval, increase the interval or the concurrency in the configuration.',
  },
  'removals-held': {
    what: (many, detail) => {
      const are = many.startsWith('one ') ? 'is' : 'are';
      return `${many} ${are} no longer on the configured list or in the hosted zones, but ${are} still checked until the removal is confirmed${detail === '' ? '' : `: ${detail}`}`;
    },
    over: 'No removal is held any longer: the domains are back on their list, or their removal was confirmed.',
    fix: 'If the list was cut by mistake, restore it. To remove the domains, run `mta-sts-watch domains remove --held` (for a deployed stack, `mta-sts-watch --stack NAME domains remove --held`): it prints the domains and the command with the code that confirms their removal. Or set `confirmRemovals` in the configuration to that code.',
  },
  'history-damaged': {
    what: (_, detail) => `The history was damaged${detail === '' ? '' : `: ${detail}`}`,
    over: 'The files of the history are intact.',
    fix: 'Check the disk of this machine. To recover what was lost, restore the data folder from a backup or import an export of it (mta-sts-watch import FILE).',
  },
  'channel-failing': {
    what: (many, detail) => `Alerts cannot be delivered to ${detail === '' ? many : detail}`,
    over: (detail) => `Alerts are delivered to ${detail === '' ? 'the channel' : detail} again.`,
    fix: 'Check the address of the channel in the configuration and the service behind it. Its alerts are kept, and are sent when it works again.',
  },
  'store-failing': {
    what: (_many, detail) => `This monitor cannot read or write its history${detail === '' ? '' : `: ${detail}`}`,
    over: 'This monitor can read and write its history again.',
    fix: 'Check that the disk of this machine has free space and that this user can write to the data folder. Until then, checks are not recorded and no alert about a domain is sent.',
  },
  'memory-short': {
    what: () => 'This monitor is almost out of memory',
    over: 'This monitor has enough memory again.',
    fix: 'Give its process more memory (NODE_OPTIONS=--max-old-space-size=MEGABYTES, or a higher limit for its container), or lower the concurrency in the configuration.',
  },
  'state-unreadable': {
    what: (many, detail) =>
      `${many} in the store cannot be read and ${many.startsWith('one ') ? 'is' : 'are'} skipped${detail === '' ? '' : `. ${detail}`}`,
    over: 'Everything in the store can be read again.',
    fix: 'If a newer release of mta-sts-watch wrote it, upgrade to that release. Otherwise delete it: on AWS, delete the item with the key shown (aws dynamodb delete-item); on one machine, remove the domain and add it again (mta-sts-watch domains remove, then domains add). Until then, it is skipped and everything else is checked as usual.',
  },
};

/** All that a coverage notice can be about. */
export const COVERAGE_KINDS = Object.keys(THINGS) as readonly CoverageNotice['kind'][];

const NOUNS: Partial<Readonly<Record<CoverageNotice['kind'], string>>> = {
  'resolver-failing': 'target',
  'https-blocked': 'domain',
  'agent-silent': 'agent',
  'run-overdue': 'run',
  'removals-held': 'domain',
  'channel-failing': 'channel',
  'state-unreadable': 'item',
};

/** What could not be checked, or what is wrong with the monitor, in words. */
export function coverageHeadline({ kind, targets, detail }: CoverageNotice): string {
  const noun = NOUNS[kind] ?? 'MX host';
  const many = targets === 1 ? `one ${noun}` : `${number(targets)} ${noun}s`;
  const what = capital(THINGS[kind].what(many, detail));
  return `${what}${detail === '' || what.includes(detail) ? '' : ` (${detail})`}.`;
}

export function coverageOver({ kind, detail }: Pick<CoverageNotice, 'kind' | 'detail'>): string {
  const { over } = THINGS[kind];
  return typeof over === 'string' ? over : over(detail);
}

export const coverageFix = (kind: CoverageNotice['kind']): string => THINGS[kind].fix;
