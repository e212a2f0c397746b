import { coverageFix } from '../core/alerting/words/coverage';
import type { ToldDrift } from '../core/alerting/drift';
import { driftHeading } from '../core/alerting/words/drift';
import type { AlertMessage, CoverageNotice } from '../core/model';
import { ALERT_DOCUMENT_VERSION } from './document';

/** What is worth knowing of each change that is told, beside what its alert says. */
const DRIFT: Readonly<Record<ToldDrift, string>> = {
  'sts-record-appeared': 'Nothing to do if you published it. Senders begin to look for the policy.',
  'sts-record-vanished': 'Senders that hold the policy go on applying it until its `max_age` ends; others stop protecting the mail. The way to give up MTA-STS is a policy of mode `none` first (RFC 8461 section 8.3).',
  'policy-appeared': 'Nothing to do if you published it.',
  'policy-body-changed': 'The alert shows the lines that differ. A step down from `enforce` is an error, because an attacker would begin with it; a step up to `enforce` is only worth knowing.',
  'policy-changed-under-same-id': 'A look after the change still showed the old id: senders that hold the old policy do not look again before its `max_age` ends (RFC 8461 section 3.3).',
  'policy-unreachable': 'A policy that was served is not served any more. Until it is, senders that do not hold it deliver without protection.',
  'mx-set-changed': 'Mail goes to other hosts than before. Check that the policy names them.',
  'mx-uncovered': 'An MX host that the policy covered, or a new one, is not covered any more. Change the policy before the MX records, and the id after the policy.',
  'certificate-issuer-changed': 'Usual after a change of authority; otherwise find out who had it issued.',
  'tlsa-changed': 'Other TLSA records than before. A roll-over, with records for the old and the new key side by side, is told as such.',
  'certificate-changed-under-same-tlsa': 'The certificate was renewed and the TLSA record was not: senders that use DANE do not deliver. The alert holds the record to publish.',
  'mx-dnssec-changed': 'DANE holds only where DNSSEC proves the MX records.',
  'tlsrpt-changed': 'Reports go to another address than before, or to none.',
};

/** What the monitor itself cannot see. */
const COVERAGE: Readonly<Record<CoverageNotice['kind'], string>> = {
  'vantage-blocked': 'Port 25 is closed to the network of the monitor: none of its canary hosts answers (`canaries`), or, without them, most MX hosts could not be reached in one run. Nothing is said about any host because of it.',
  'mx-mostly-silent': 'Port 25 is open, and most MX hosts, more than 20 of them, did not answer in one run. Nothing is said about any of these because of it.',
  'vantage-blocklisted': 'MX hosts refuse the address of the monitor, and say that it is on a blocklist or has a bad name. Nothing is said about them because of it.',
  'agent-silent': 'An agent has not been heard for half an hour. Others take over its work.',
  'https-blocked': 'Most policy hosts could not be reached in one run.',
  'mx-not-observed': 'This deployment does not look at MX hosts.',
  'resolver-failing': 'Most questions to the DNS went without an answer in one run.',
};

const FORMS: Readonly<Record<AlertMessage['form'], string>> = {
  opened: 'a fault was found, and confirmed where chance could be at work',
  escalated: 'it got worse: a tighter expiry threshold, or more mail is hit',
  reminder: 'it is still open (`alerts.remindAfter`)',
  resolved: 'it is over',
  drift: 'something changed that is no fault by itself',
  coverage: 'the monitor cannot see',
};

const rows = (entries: Readonly<Record<string, string>>): string => Object.entries(entries).map(([name, text]) => `| \`${name}\` | ${text} |`).join('\n');

const sections = (entries: Readonly<Record<string, string>>, of: (name: string) => string): string => Object.keys(entries).map((name) => `### ${name}\n\n${of(name)}`).join('\n\n');

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** docs/alerts.md, from the types of what is told. */
export function alertsPage(): string {
  return `# Alerts

One alert is one root cause. A fault of an MX host that forty domains share is one alert, which counts them and names those that it hits hardest. What is told in one run is told in one message on each channel. What is unknown is no fault: it opens nothing, and closes nothing.

An alert says, in this order: what happens to whose mail, why, since when, and what to do.

| form | told when |
| --- | --- |
${rows(FORMS)}

Faults are explained in [findings.md](findings.md); how much is told, and where, is set in [configuration.md](configuration.md).

## Channels

A channel that is down delays its alerts and loses none: they are stored before they are sent. Each is tried again after 30 seconds, then less and less often, up to once an hour, or when the receiver says (\`Retry-After\`). A delivery whose answer was lost is sent again under the same id.

- **Terminal**: where \`mta-sts-watch start\` runs.
- **Slack**: an incoming webhook. All text is plain text: nothing that a record or a host name holds becomes a mention or a link.
- **Webhook**: a \`POST\` of the document below to a URL of yours. \`Idempotency-Key\` and \`webhook-id\` hold the delivery's id, the same on each attempt. With \`alerts.webhook.signingSecret\`, \`webhook-timestamp\` and \`webhook-signature\` are those of the [Standard Webhooks](https://www.standardwebhooks.com/) specification, which has libraries to verify them. Any 2xx answer takes the delivery.
- **SNS**: a text for \`email\`, one line for \`sms\`, the document below for all other subscriptions (\`sqs\`, \`lambda\`, \`https\` and so on). The attributes \`severity\`, \`kind\` and \`domain\` (arrays) serve filter policies.

## The document

\`\`\`json
{
  "version": ${ALERT_DOCUMENT_VERSION},
  "deliveryId": "5d2f…",
  "alerts": [
    {
      "noticeId": "mx-host/mx1.example.com#1795444244458#1",
      "alertId": "mx-host-certificate-expired|mx-host/mx1.example.com|…@1795444244458",
      "form": "opened",
      "severity": "critical",
      "kind": "mx-host-certificate-expired",
      "subject": { "type": "mx-host", "name": "mx1.example.com" },
      "at": "2026-11-23T13:04:05.000Z",
      "since": "2026-11-23T13:04:05.000Z",
      "headline": "Mail to 3 domains is being refused: the certificate of mx1.example.com expired 2 hours ago.",
      "fix": "Renew the certificate, …",
      "facts": [{ "name": "Domains", "value": "a.example, b.example and c.example" }],
      "impact": { "domains": 3, "sample": ["a.example", "b.example", "c.example"], "enforcing": 3, "undeliverable": 3 },
      "docs": "findings.md#mx-host-certificate-expired"
    }
  ]
}
\`\`\`

\`version\` grows when a field changes its meaning or goes away; new fields do not count. \`subject\` is not there for what the monitor cannot see. \`leftOut\` counts alerts that a bound of the channel left out. \`impact.sample\` names at most 20 domains, those that lose mail first.

## Changes

${sections(DRIFT, (name) => `${capital(driftHeading(name) ?? name)}. ${DRIFT[name as ToldDrift]}`)}

## What cannot be seen

${sections(COVERAGE, (kind) => `${COVERAGE[kind as CoverageNotice['kind']]} ${coverageFix(kind as CoverageNotice['kind'])}`)}
`;
}
