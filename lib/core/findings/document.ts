import type { FindingKind, Severity } from '../model';
import { SEVERITIES } from '../model';
import { entryOf, KINDS_BY_AREA } from './catalogue';
import { expiryDocument } from './document-expiry';
import { failuresDocument } from './document-failures';
import { explain, MAIL_MEANS } from './explain';
import { fixMarkdown } from '../text/fix';
import { capital } from './words';

const SEVERITY_MEANS: Readonly<Record<Severity, string>> = {
  critical: 'Senders refuse mail now and have no other MX host to try.',
  error: 'Some mail is refused, or protection that was promised is gone.',
  warning: 'Legal but harmful, or senders differ, or it will break by itself.',
  info: 'Worth knowing.',
};

/** docs/findings.md: every kind of finding for whoever was woken by one, written from the catalogue. */
export function findingsDocument(): string {
  const parts = [
    INTRODUCTION,
    contents(),
    ...KINDS_BY_AREA.map(({ title, kinds }) => [`## ${title}`, ...kinds.map(section)].join('\n\n')),
    expiryDocument(),
    failuresDocument(),
  ];
  return `${parts.join('\n\n')}\n`;
}

const INTRODUCTION = `# Findings

<!-- Written by \`npm run docs\` from lib/core/findings. Change the catalogue, not this file. -->

Each fault that the monitor can find: what it means for mail, what to do now, and what senders do.
Names, addresses and dates below are examples; the monitor writes out your own.

What a finding is about stands in its name: \`mx-host-…\` is the fault of an MX host, which many domains may share; all others are of one domain.
The faults of an MX host are judged as by a sender that enforces a policy. For a domain in mode testing they are at most a warning, and for one without a policy most of them are no more than information.`;

function contents(): string {
  const rows = KINDS_BY_AREA.flatMap(({ title, kinds }) => [
    `| **[${title}](#${slug(title)})** | | |`,
    ...bySeverity(kinds).map(contentsRow),
  ]);
  return [
    '## Contents',
    SEVERITIES.map((severity) => `- ${severity}: ${SEVERITY_MEANS[severity]}`).join('\n'),
    ['| finding | severity | effect |', '| --- | --- | --- |', ...rows].join('\n'),
    'An error becomes critical where senders have no MX host left. What counts as soon: [when a certificate expires soon](#when-a-certificate-expires-soon). How a failed look is judged: [what is a fault, and what was only not seen](#what-is-a-fault-and-what-was-only-not-seen).',
  ].join('\n\n');
}

const contentsRow = (kind: FindingKind): string => {
  const { heading, severity, mail } = entryOf(kind);
  return `| [${heading}](#${kind}) | ${severity} | ${MAIL_MEANS[mail]} |`;
};

const bySeverity = (kinds: readonly FindingKind[]): readonly FindingKind[] =>
  [...kinds].sort((a, b) => SEVERITIES.indexOf(entryOf(a).severity) - SEVERITIES.indexOf(entryOf(b).severity));

const slug = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');

function section(kind: FindingKind): string {
  const { heading, severity, effect, told, ...words } = explain(kind);
  return [
    `### ${kind}`,
    `**${heading}.** ${capital(severity)}; ${effect}; ${told}.`,
    words.why,
    `**What to do**\n\n${fixMarkdown(words.fixSteps)}`,
    [
      '**What senders do**',
      '',
      ...(words.senders.exchangeOnline === words.senders.conforming
        ? [`- Exchange Online, and any sender that follows the RFC: ${words.senders.conforming}`]
        : [
            `- Exchange Online: ${words.senders.exchangeOnline}`,
            `- A sender that follows the RFC: ${words.senders.conforming}`,
          ]),
      ...(words.senders.testing === undefined ? [] : [`- In mode testing: ${words.senders.testing}`]),
    ].join('\n'),
    `**Example:** ${words.because}.\n\n${words.evidence.map(([name, value]) => `- ${name}: ${code(value)}`).join('\n')}`,
    `${words.resultType === null ? 'Reports of senders (RFC 8460) have no result type for it.' : `In reports of senders: \`${words.resultType}\`.`} See ${words.references.map(({ text, url }) => `[${text}](${url})`).join(', ')}.`,
  ].join('\n\n');
}

const code = (value: string): string =>
  value
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => `\`${line}\``)
    .join(', ');
