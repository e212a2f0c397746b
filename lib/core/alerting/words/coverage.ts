import type { CoverageNotice, FixStep } from '../../model';
import { lines, step } from '../../text/fix';
import { capital } from '../../findings/words';
import { number } from './whose';

const THINGS: Readonly<
  Record<
    CoverageNotice['kind'],
    {
      /** `many` is the number with its noun; `detail` is the notice's own; it is added in brackets where `what` leaves it out. */
      readonly what: (many: string, detail: string) => string;
      readonly over: string | ((detail: string) => string);
      readonly fix: readonly FixStep[];
    }
  >
> = {
  'vantage-blocked': {
    what: (targets) =>
      `Nothing new can be said about mail at ${targets}: port 25 seems to be closed to the network of this monitor`,
    over: 'MX hosts can be seen again from here: port 25 is open.',
    fix: [
      step(
        'Allow outgoing connections on port 25 for this machine (many hosting providers and networks block it), or run the monitor elsewhere. Until then, MX hosts keep their last known status.',
      ),
    ],
  },
  'mx-mostly-silent': {
    what: (targets) =>
      `Nothing new can be said about mail at ${targets}: they do not answer, so many at once that the fault is likelier on the way than at each of them; port 25 is open from here`,
    over: 'Most MX hosts answer again.',
    fix: [
      step('Check the network between this machine and the MX hosts.'),
      step(
        'Check whether an operator of many MX hosts blocks this machine. Until then, MX hosts that do not answer keep their last known status.',
      ),
    ],
  },
  'vantage-blocklisted': {
    what: (targets) =>
      `Nothing new can be said about mail at ${targets}: they turn this monitor away, because its address is on a blocklist or has a bad name`,
    over: 'No MX host turns this monitor away for its address any more.',
    fix: [
      step(
        'Find the blocklist in the history of an MX host: its reply usually names the list and how to get delisted.',
      ),
      step('Give the address a name in reverse DNS that resolves back to it.'),
      step('Set that name as ehlo in the configuration.'),
      step(
        'If it is the address of a home or of a cloud function, run the monitor elsewhere: such addresses stay on these lists.',
      ),
    ],
  },
  'agent-silent': {
    what: (targets) => `MX hosts may be looked at late: ${targets} of this monitor has said nothing for a while`,
    over: 'The agents are heard again, or were taken off.',
    fix: [
      step(
        'On the machine of the agent, check its service and its log:',
        lines('command', 'systemctl status mta-sts-watch-agent'),
      ),
      step(
        'Leave an agent that is gone for good: it is forgotten after a week. Other agents take over its work, and nothing is lost.',
      ),
    ],
  },
  'https-blocked': {
    what: (targets) =>
      `Nothing new can be said about the policies of ${targets}: port 443 seems to be closed to the network of this monitor`,
    over: 'Policy hosts can be seen again from here.',
    fix: [
      step(
        'Allow direct outgoing HTTPS (port 443) from this machine, without a proxy. Until then, policies keep their last known status.',
      ),
    ],
  },
  'mx-not-observed': {
    what: (targets) =>
      `${capital(targets)} ${targets.startsWith('one ') ? 'is' : 'are'} not checked: this monitor does not connect to port 25. Domains with a valid, enforced policy have the verdict mx-not-checked`,
    over: 'MX hosts are checked now.',
    fix: [
      step('To check them on AWS, set aws.smtpVantage to vpc or agent.'),
      step('To check them on one machine, leave out --no-smtp.'),
    ],
  },
  'resolver-failing': {
    what: (targets) => `Cannot check ${targets}: the DNS resolvers of this monitor fail`,
    over: 'The DNS resolvers work again.',
    fix: [
      step('Check the network of this machine. DNS over HTTPS needs port 443, DNS over TLS port 853.'),
      step(
        'If the network is up, set other resolvers with --resolver or in the configuration file. Until then, domains and MX hosts keep their last known status.',
      ),
    ],
  },
  'clock-wrong': {
    what: (_many, detail) => `The clock of this monitor is, or was, wrong${detail === '' ? '' : `: ${detail}`}`,
    over: 'The clock of this monitor is trusted again.',
    fix: [
      step(
        'Set the clock of the machine and synchronize it with NTP. Until the clock is right, or has run steadily for a day, checks continue, but nothing is deleted, no mute or acknowledgement ends, and no certificate is reported as expired or about to expire.',
      ),
    ],
  },
  'run-overdue': {
    what: (many) => `This monitor is late: ${many} did not finish in time`,
    over: 'Runs finish in time again.',
    fix: [
      step('Check the log of the monitor.'),
      step('If runs take longer than their interval, increase the interval or the concurrency in the configuration.'),
    ],
  },
  'removals-held': {
    what: (many, detail) => {
      const are = many.startsWith('one ') ? 'is' : 'are';
      return `${many} ${are} no longer on the configured list or in the hosted zones, but ${are} still checked until the removal is confirmed${detail === '' ? '' : `: ${detail}`}`;
    },
    over: 'No removal is held any longer: the domains are back on their list, or their removal was confirmed.',
    fix: [
      step('If the list was cut by mistake, restore it.'),
      step(
        'To remove the domains, print them and the command that confirms their removal (with --stack and its name for a deployed stack):',
        lines('command', 'mta-sts-watch domains remove --held'),
      ),
      step('To confirm in the configuration instead, set confirmRemovals to the code in that command.'),
    ],
  },
  'history-damaged': {
    what: (_, detail) => `The history was damaged${detail === '' ? '' : `: ${detail}`}`,
    over: 'The files of the history are intact.',
    fix: [
      step('Check the disk of this machine.'),
      step(
        'To recover what was lost, restore the data folder from a backup, or import an export of it with mta-sts-watch import.',
      ),
    ],
  },
  'channel-failing': {
    what: (many, detail) => `Alerts cannot be delivered to ${detail === '' ? many : detail}`,
    over: (detail) => `Alerts are delivered to ${detail === '' ? 'the channel' : detail} again.`,
    fix: [
      step(
        'Check the address of the channel in the configuration and the service behind it. Its alerts are kept, and are sent when it works again.',
      ),
    ],
  },
  'store-failing': {
    what: (_many, detail) => `This monitor cannot read or write its history${detail === '' ? '' : `: ${detail}`}`,
    over: 'This monitor can read and write its history again.',
    fix: [
      step(
        'Check that the disk of this machine has free space and that this user can write to the data folder. Until then, checks are not recorded and no alert about a domain is sent.',
      ),
    ],
  },
  'memory-short': {
    what: () => 'This monitor is almost out of memory',
    over: 'This monitor has enough memory again.',
    fix: [
      step(
        'Give its process more memory (--max-old-space-size in NODE_OPTIONS, or a higher limit for its container), or lower the concurrency in the configuration.',
      ),
    ],
  },
  'state-unreadable': {
    what: (many, detail) =>
      `${many} in the store cannot be read and ${many.startsWith('one ') ? 'is' : 'are'} skipped${detail === '' ? '' : `. ${detail}`}`,
    over: 'Everything in the store can be read again.',
    fix: [
      step('If a newer release of mta-sts-watch wrote it, upgrade to that release.'),
      step(
        'Otherwise delete it. On AWS, delete the item with the key shown from the table. On one machine, remove the domain from the list and add it again. Until then, it is skipped and everything else is checked as usual.',
      ),
    ],
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

export const coverageFix = (kind: CoverageNotice['kind']): readonly FixStep[] => THINGS[kind].fix;
