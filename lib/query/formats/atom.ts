import { createHash } from 'node:crypto';
import { firstOf } from '../../core/alerting/words/first-of';
import type { EventResource } from '../resources';
import { xmlText } from './xml';

/** Characters of an entry; a hostile zone names hundreds of hosts in each. */
const LONGEST_TITLE = 500;
const LONGEST_SUMMARY = 4_000;

/** Events as an Atom feed (RFC 4287), newest first. All texts are plain: a reader shows no markup of theirs. */
export function atomFeed(events: readonly EventResource[]): string {
  const updated = events[0]?.at ?? new Date(0).toISOString();
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <id>${urn('feed')}</id>
  <title>mta-sts-watch: what changed</title>
  <updated>${updated}</updated>
  <author><name>mta-sts-watch</name></author>
  <link rel="self" type="application/atom+xml" href="/feed.atom"/>
${events.map(entry).join('')}</feed>
`;
}

function entry(event: EventResource): string {
  const { id, at, target, title, severity, kind } = event;
  return `  <entry>
    <id>${urn(id)}</id>
    <title type="text">${xmlText(firstOf(`${target.name}: ${title}`, LONGEST_TITLE))}</title>
    <updated>${at}</updated>
    <category term="${xmlText(severity)}"/>
    <category term="${xmlText(kind)}"/>
    <summary type="text">${xmlText(firstOf(summary(event), LONGEST_SUMMARY))}</summary>
  </entry>
`;
}

function summary({ type, finding, reasons, before, after, diff, place }: EventResource): string {
  if (finding !== undefined) return type === 'finding-resolved' ? '' : `${finding.because}.\n${finding.fix}`;
  if (reasons !== undefined) return reasons.join('\n');
  if (diff !== undefined) return diff;
  return `${place === undefined ? '' : `${place}: `}${before ?? 'none'} -> ${after ?? 'none'}`;
}

/** The same for the same event, in any feed and for ever: a UUID (RFC 9562, version 8) out of its id. */
function urn(id: string): string {
  const hash = createHash('sha256').update(`mta-sts-watch ${id}`).digest('hex');
  return `urn:uuid:${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}
