import type { ToldDrift } from '../core/alerting/drift';
import type { CoverageNotice } from '../core/model';

/** What is worth knowing of each change that is told, beside what its alert says. */
export const DRIFT_NOTES: Readonly<Record<ToldDrift, string>> = {
  'sts-record-appeared': 'Nothing to do if you published it. Senders begin to look for the policy.',
  'sts-record-vanished':
    'Senders that hold the policy go on applying it until its `max_age` ends; others stop protecting the mail. The way to give up MTA-STS is a policy of mode `none` first (RFC 8461 section 8.3).',
  'policy-appeared': 'Nothing to do if you published it.',
  'policy-body-changed':
    'The alert shows the lines that differ. A step down from `enforce` is an error, because an attacker would begin with it; a step up to `enforce` is only worth knowing.',
  'policy-changed-under-same-id':
    'A look after the change still showed the old id: senders that hold the old policy do not look again before its `max_age` ends (RFC 8461 section 3.3).',
  'policy-unreachable':
    'A policy that was served is not served any more. Until it is, senders that do not hold it deliver without protection.',
  'mx-set-changed': 'Mail goes to other hosts than before. Check that the policy names them.',
  'mx-uncovered':
    'An MX host that the policy covered, or a new one, is not covered any more. Change the policy before the MX records, and the id after the policy.',
  'certificate-issuer-changed': 'Usual after a change of authority; otherwise find out who had it issued.',
  'tlsa-changed':
    'Other TLSA records than before. A roll-over, with records for the old and the new key side by side, is told as such.',
  'certificate-changed-under-same-tlsa':
    'The certificate was renewed and the TLSA record was not: senders that use DANE do not deliver. The alert holds the record to publish.',
  'mx-dnssec-changed': 'DANE holds only where DNSSEC proves the MX records.',
  'tlsrpt-changed': 'Reports go to another address than before, or to none.',
  'zone-repaired': 'Only with `route53.repair`. The alert shows the old records and the new ones.',
  'zone-repair-undone':
    'What the monitor wrote to the hosted zone is not there any more, and the fault is back, or a repair that was ended in the middle met other records. Nothing more is changed for this domain while the fault lasts.',
};

/** What the monitor cannot check, and what is wrong with the monitor itself. */
export const COVERAGE_NOTES: Readonly<Record<CoverageNotice['kind'], string>> = {
  'vantage-blocked':
    'Port 25 is closed to the network of the monitor: none of its canary hosts answers (`canaries`), or, without them, most MX hosts could not be reached in one run. Nothing is said about any host because of it.',
  'mx-mostly-silent':
    'Port 25 is open, and most MX hosts, more than 20 of them, did not answer in one run. Nothing is said about any of these because of it.',
  'vantage-blocklisted':
    'MX hosts refuse the address of the monitor, and say that it is on a blocklist or has a bad name. Nothing is said about them because of it.',
  'agent-silent': 'An agent has not been heard for half an hour. Others take over its work.',
  'https-blocked': 'Most policy hosts could not be reached in one run.',
  'mx-not-observed':
    'This monitor does not connect to port 25: records, policies and policy hosts are checked, MX hosts are not. Domains with a valid, enforced policy have the verdict `mx-not-checked`. The alert is sent once.',
  'resolver-failing': 'Most questions to the DNS went without an answer in one run.',
  'clock-wrong': 'The clock of the monitor jumped, or is behind times that the monitor stored earlier.',
  'run-overdue': 'A run did not finish within its interval.',
  'removals-held':
    'More than 10 domains, and more than 20% of those from the list or of those from the hosted zones, disappeared at once: the list was emptied or cut, zones were deleted, or an account was taken out of the configuration. Their removal is held. Removals within 12 hours count together, so a list that shrinks a little with each run is noticed too; a few names a day are not held. Held domains are checked as before, and their alerts stay open. `mta-sts-watch status` and `domains list --held` show them. A domain is no longer held when it is back on its list, when it is added by hand (`domains add`), or when its removal is confirmed. The code confirms the removal of exactly the domains that are held now: a code left in the configuration confirms no later removal. Domains that were added by hand are never removed by a list.',
  'history-damaged':
    'Files of the history were damaged. The alert names what was lost; checks continue with the rest. It resolves at the next start that finds the files intact.',
  'channel-failing': 'A channel has failed for an hour or longer. This alert is sent through the others.',
  'store-failing':
    'Runs of a local monitor fail because it cannot read or write its history. This alert does not need the history: it is sent directly to the channels, and repeated daily.',
  'memory-short':
    'A local monitor has used more than 90% of its memory for several minutes. This alert is sent directly to the channels, and repeated daily.',
  'state-unreadable':
    'The monitor cannot read an item that it stored. It skips that item; everything else is checked as usual.',
};
