import { CHANNELS, CHANNEL_NAMES } from '../contract/channels';
import { coverageFix } from '../core/alerting/words/coverage';
import type { ToldDrift } from '../core/alerting/drift';
import { driftHeading } from '../core/alerting/words/drift';
import type { AlertMessage, CoverageNotice } from '../core/model';
import { fixMarkdown } from '../core/text/fix';
import { ALERT_DOCUMENT_VERSION } from './document';
import { COVERAGE_NOTES, DRIFT_NOTES } from './notes';
import { MOST_READ } from './sns/names';
import { MOST_NAME_BYTES, MOST_PARTS } from './sns/parts';

const FORMS: Readonly<Record<AlertMessage['form'], string>> = {
  opened: 'a fault was found, and confirmed where chance could be at work',
  escalated: 'it got worse: a tighter expiry threshold, or more mail is hit',
  reminder: 'it is still open (`alerts.remindAfter`)',
  resolved: 'it is over',
  drift: 'something changed that is no fault by itself',
  coverage: 'the monitor itself, or the network that it runs in, has a problem',
};

const rows = (entries: Readonly<Record<string, string>>): string =>
  Object.entries(entries)
    .map(([name, text]) => `| \`${name}\` | ${text} |`)
    .join('\n');

const sections = (entries: Readonly<Record<string, string>>, of: (name: string) => string): string =>
  Object.keys(entries)
    .map((name) => `### ${name}\n\n${of(name)}`)
    .join('\n\n');

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

const number = (value: number): string => value.toLocaleString('en');

/** docs/alerts.md, from the types of what is told. */
export function alertsPage(): string {
  return `# Alerts

One alert is one root cause. A fault of an MX host that forty domains share is one alert, which counts them and names those that it hits hardest. What is told in one run is told in one message on each channel. What is unknown is no fault: it opens nothing, and closes nothing.

An alert says, in this order: what happens to whose mail, why, since when, and what to do.

| form | told when |
| --- | --- |
${rows(FORMS)}

A fault that comes and goes is one alert. Its headline says \`on and off\`, with the number of checks that showed the fault. It is resolved after twelve checks in a row without the fault.

Faults are explained in [findings.md](findings.md); how much is told, and where, is set in [configuration.md](configuration.md).

## When you know already

What is recorded never depends on what is told: findings, verdicts, events and alerts are kept as always, and so is who held what back, when and why. On the command line (\`--stack NAME\` for a deployed monitor), in the dashboard, and in the query API.

**Acknowledge** an open alert, with a reason and, if you like, an end: \`mta-sts-watch alerts ack mx1.example.com --reason "the certificate is ordered" --until 3d\`. It is not told again until the end; then reminders go on. It is told at once when it gets worse: graver, a tighter expiry threshold, or more domains hit. When the fault is over, that is told, and the acknowledgement ends with it. \`alerts unack\` takes it back.

**Mute** a kind of finding, a domain, an MX host, or a kind for one of them: \`mta-sts-watch alerts mute --kind tlsrpt-ambiguous --reason "…"\`, \`alerts mute '*.example.net' --until 30d --reason "…"\`. It lasts until its end, or until \`alerts unmute\`. \`alerts mutes --all\` lists those that were, too.

**Maintenance** is the same for a span of time, once or each week: \`mta-sts-watch maintenance add mx1.example.com --from 2026-12-01T20:00Z --until 2026-12-01T22:00Z --reason "new disks"\`. Weekly ones (\`--weekly\`) keep their time in UTC.

In a mute or maintenance

- what opens is held back. If it still stands when that ends, it is told then, once: after the first look that shows it still, because what was seen before may have been the work itself;
- what opens and is over in it is never told;
- what was told before is not told again; that it is over is told at once, to people and machines that wait for it;
- a change that was seen in it (\`drift\`) is not told, then or later: the history has it.

A fault of an MX host is held back when the host is meant, or every domain that it hits. \`*\` stands for any characters in a name; \`domain/example.com\` and \`mx-host/example.com\` tell the two apart where both are watched. What cannot be seen is held back by its kind, or by maintenance of \`*\`.

## Channels

A channel that is down delays its alerts and loses none: they are stored before they are sent. Each is tried again after 30 seconds, then less and less often, up to once an hour, or when the receiver says (\`Retry-After\`). A delivery whose answer was lost is sent again under the same id.

- **Terminal**: where \`mta-sts-watch start\` runs.
${CHANNEL_NAMES.map((name) => `- ${CHANNELS[name].note}`).join('\n')}

## Filter policies of SNS

The attribute \`domain\` names every domain that the alerts in a publication concern: for an MX host, all domains whose MX records name it, not only those in \`impact.sample\`. Names are in lower case, international ones as \`xn--…\`.

- One publication names up to ${number(MOST_NAME_BYTES / 1024)} KiB of domains, about 5,000. A delivery that concerns more domains is published in parts, at most ${MOST_PARTS}. Each domain is named in only one part, so a subscription with \`{"domain": ["example.com"]}\` gets exactly one message per delivery.
- The first part has all alerts and no attribute \`part\`. Each further part has the attribute \`part\` (a number from 2) and repeats the alerts about the domains that it names; its \`deliveryId\` ends with \`-2\`, \`-3\` and so on.
- A subscription without a filter by domain gets these repeats, unless its policy has \`{"part": [{"exists": false}]}\`. The e-mail subscriptions of a deployment have it.
- At most ${number(MOST_READ)} rows of the directory are read for one delivery. If this limit or that of the parts leaves out domains, all publications of the delivery have the attribute \`domainsLeftOut\` (\`"true"\`).
- Only a part that failed is sent again. After a crash between two parts, the earlier ones are sent again with the same \`deliveryId\`.

SNS itself allows at most five attributes and 150 values in a subscription's filter policy.

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
      "fix": "1. Renew the certificate.\\n2. Install it …",
      "fixSteps": [{ "words": "Renew the certificate." }, { "words": "Install it …" }],
      "facts": [{ "name": "Domains", "value": "a.example, b.example and c.example" }],
      "impact": { "domains": 3, "sample": ["a.example", "b.example", "c.example"], "enforcing": 3, "undeliverable": 3 },
      "docs": "findings.md#mx-host-certificate-expired"
    }
  ]
}
\`\`\`

\`alerts\` is not grouped: it holds one entry per alert, so a hundred dead MX hosts are a hundred entries in one delivery. The terminal, Slack, Amazon Q and SNS texts (\`email\`, \`sms\`) group them. Alerts of the same kind, severity and form become one message when there are more than five, or when a single domain alone names their MX hosts. \`impact.sample\` names that domain in each entry.

\`fix\` is what to do, as text. \`fixSteps\` is the same step by step: \`words\` is one instruction, \`publish\` what it publishes, serves or runs (see [the reports of \`check --json\`](check-json.md)). It is not there where SNS leaves no room for it.

\`version\` grows when a field changes its meaning or goes away; new fields do not count. \`subject\` is not there for what the monitor cannot see. \`leftOut\` counts alerts that a bound of the channel left out. \`impact.sample\` names at most 20 domains, those that lose mail first.

## Changes

${sections(DRIFT_NOTES, (name) => `${capital(driftHeading(name) ?? name)}. ${DRIFT_NOTES[name as ToldDrift]}`)}

## The monitor itself

${sections(COVERAGE_NOTES, (kind) => `${COVERAGE_NOTES[kind as CoverageNotice['kind']]}\n\n${fixMarkdown(coverageFix(kind as CoverageNotice['kind']))}`)}
`;
}
