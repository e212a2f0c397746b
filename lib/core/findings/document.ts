import type { FindingKind, Severity } from '../model';
import { domainTarget, mxHostTarget, SEVERITIES } from '../model';
import { AREAS, entryOf } from './catalogue';
import { describeFinding } from './describe';
import type { CatalogueEntry, MailEffect } from './entry';
import { expiryDocument } from './document-expiry';
import { failuresDocument } from './document-failures';
import { findingOf } from './finding';
import { capital } from './words';

/** The time of the examples. */
const EXAMPLE_NOW = Date.UTC(2026, 10, 23, 11, 30);

const SEVERITY_MEANS: Readonly<Record<Severity, string>> = {
  critical: 'Senders refuse mail now and have no other MX host to try.',
  error: 'Some mail is refused, or protection that was promised is gone.',
  warning: 'Legal but harmful, or senders differ, or it will break by itself.',
  info: 'Worth knowing.',
};

const MAIL_MEANS: Readonly<Record<MailEffect, string>> = {
  refused: 'mail is refused',
  'refused-by-dane': 'senders that use DANE refuse mail',
  unprotected: 'mail goes unprotected',
  'at-risk': 'mail is at risk',
  none: 'no effect on mail',
};

const TOLD: Readonly<Record<CatalogueEntry<FindingKind>['confirm'], string>> = {
  'at-once': 'told at once',
  network: 'told when several looks in a row have shown it',
  caches: 'told when it has outlasted all caches',
};

/** docs/findings.md: every kind of finding for whoever was woken by one, written from the catalogue. */
export function findingsDocument(): string {
  const parts = [INTRODUCTION, contents(), ...AREAS.map(({ title, entries }) => [`## ${title}`, ...(Object.keys(entries) as FindingKind[]).map(section)].join('\n\n')), expiryDocument(), failuresDocument()];
  return `${parts.join('\n\n')}\n`;
}

const INTRODUCTION = `# Findings

<!-- Written by \`npm run docs\` from lib/core/findings. Change the catalogue, not this file. -->

Each fault that the monitor can find: what it means for mail, what to do now, and what senders do.
Names, addresses and dates below are examples; the monitor writes out your own.

What a finding is about stands in its name: \`mx-host-…\` is the fault of an MX host, which many domains may share; all others are of one domain.
The faults of an MX host are judged as by a sender that enforces a policy. For a domain in mode testing they are at most a warning, and for one without a policy most of them are no more than information.`;

function contents(): string {
  const rows = AREAS.flatMap(({ title, entries }) => [`| **[${title}](#${slug(title)})** | | |`, ...bySeverity(Object.keys(entries) as FindingKind[]).map(contentsRow)]);
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

const bySeverity = (kinds: readonly FindingKind[]): readonly FindingKind[] => [...kinds].sort((a, b) => SEVERITIES.indexOf(entryOf(a).severity) - SEVERITIES.indexOf(entryOf(b).severity));

const slug = (title: string): string => title.toLowerCase().replace(/[^a-z0-9 -]/g, '').replaceAll(' ', '-');

function section(kind: FindingKind): string {
  const entry = entryOf(kind);
  const subject = kind.startsWith('mx-host-') ? mxHostTarget('mx1.example.com') : domainTarget('example.com');
  const words = describeFinding(findingOf({ kind, subject, evidence: entry.example, aspects: [] }), EXAMPLE_NOW);
  const told = TOLD[entry.confirm];
  return [
    `### ${kind}`,
    `**${entry.heading}.** ${capital(entry.severity)}; ${MAIL_MEANS[entry.mail]}; ${told}.`,
    words.why,
    `**What to do.** ${asMarkdown(words.fix)}`,
    [
      '**What senders do**',
      '',
      ...(words.senders.exchangeOnline === words.senders.conforming
        ? [`- Exchange Online, and any sender that follows the RFC: ${words.senders.conforming}`]
        : [`- Exchange Online: ${words.senders.exchangeOnline}`, `- A sender that follows the RFC: ${words.senders.conforming}`]),
      ...(words.senders.testing === undefined ? [] : [`- In mode testing: ${words.senders.testing}`]),
    ].join('\n'),
    `**Example:** ${words.because}.\n\n${words.evidence.map(([name, value]) => `- ${name}: ${code(value)}`).join('\n')}`,
    `${words.resultType === null ? 'Reports of senders (RFC 8460) have no result type for it.' : `In reports of senders: \`${words.resultType}\`.`} See ${words.references.map(({ text, url }) => `[${text}](${url})`).join(', ')}.`,
  ].join('\n\n');
}

/** Lines of an advice that are to be published as they stand. */
const PUBLISHED = /^(?:\S+\. IN |(?:version|mode|mx|max_age|Content-Type): |https:\/\/)/;

/** An advice with what is to be published as blocks of code. */
function asMarkdown(text: string): string {
  const blocks: { published: boolean; lines: string[] }[] = [];
  for (const line of text.split('\n')) {
    const published = PUBLISHED.test(line);
    const last = blocks.at(-1);
    if (last?.published === published) last.lines.push(line);
    else blocks.push({ published, lines: [line] });
  }
  return blocks.map(({ published, lines }) => (published ? `\`\`\`text\n${lines.join('\n')}\n\`\`\`` : lines.join('\n\n'))).join('\n\n');
}

const code = (value: string): string => value.split('\n').filter((line) => line !== '').map((line) => `\`${line}\``).join(', ');
