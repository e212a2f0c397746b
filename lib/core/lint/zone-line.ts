import { txtText } from '../zone/txt-value';
import { quote } from '../text/quote';
import type { Problem } from '../text/result';

/** A record that was pasted with what surrounds it in a zone file, a tool's output or a command. */
export interface PastedRecord {
  /** The text of the record in it. */
  readonly text: string;
  readonly problems: readonly Problem<PastedProblemKind>[];
}

export type PastedProblemKind = 'zone-line' | 'zone-owner' | 'zone-quotes';

/** Longer texts are no line of a zone. */
const LONGEST = 8192;
/** RFC 1035 section 5.1: owner, TTL and class may be left out; the last two come in either order. */
const ZONE_LINE = /^\s*(?:(?!(?:IN|TXT)\s)([@A-Za-z0-9_*.-]+)\s+)?(?:(?:\d+[smhdw]?|IN)\s+){0,2}TXT\s+(["(v][\s\S]*)$/i;
/** What `nslookup` prints. */
const NSLOOKUP_LINE = /^\s*([A-Za-z0-9_.-]+)\s+text\s*=\s*("[\s\S]*)$/i;
/** `Add-DnsServerResourceRecord` of PowerShell. */
const POWERSHELL = /-DescriptiveText\s+("[^"]*"|'[^']*')/i;
/** A record set as Route 53 takes and gives it. */
const ROUTE_53 = /"Value"\s*:\s*("(?:[^"\\]|\\.)*")/g;

/**
 * Recognises a line of a zone file, what `dig` and `nslookup` print, a PowerShell command and a record set of Route 53.
 * Undefined when the text is none of these. `label` is where the record belongs, such as `_mta-sts`.
 */
export function pastedRecord(text: string, label: string): PastedRecord | undefined {
  if (text.length > LONGEST) return undefined;
  const line = ZONE_LINE.exec(text) ?? NSLOOKUP_LINE.exec(text);
  if (line?.[2] !== undefined) return zoneLine(line[1], line[2], label);
  const command = POWERSHELL.exec(text)?.[1];
  if (command !== undefined) {
    const [, name] = /-Name\s+["']?([^\s"']+)/i.exec(text) ?? [];
    return { text: command.slice(1, -1), problems: recognised('a PowerShell command', name, label) };
  }
  const values = [...text.matchAll(ROUTE_53)].map(([, value]) => value ?? '');
  const [value] = values;
  if (value === undefined || values.length > 1) return undefined;
  const [, name] = /"Name"\s*:\s*"([^"]*)"/.exec(text) ?? [];
  return { text: txtText(JSON.parse(value) as string), problems: recognised('a record set', name, label) };
}

function zoneLine(owner: string | undefined, data: string, label: string): PastedRecord {
  const problems = recognised('a line of a zone file', owner, label);
  const value = data.replace(/^\(\s*|\s*\)\s*$/g, '').trim();
  if (value.startsWith('"')) return { text: txtText(withoutComments(value)), problems };
  return {
    text: value,
    problems: [
      ...problems,
      {
        kind: 'zone-quotes',
        severity: 'warning',
        message: `In a zone file ";" starts a comment unless the text is in quotation marks. Write TXT ${quote(value)}.`,
      },
    ],
  };
}

/** A comment runs from ";" outside quotation marks to the end of the line. */
const withoutComments = (value: string): string =>
  value.replace(/("(?:[^"\\]|\\.)*")|;[^\n]*/gs, (_, quoted: string | undefined) => quoted ?? '');

function recognised(what: string, owner: string | undefined, label: string): Problem<PastedProblemKind>[] {
  const said = {
    kind: 'zone-line',
    severity: 'info',
    message: `This is ${what}; the record in it was checked.`,
  } as const;
  if (owner === undefined || isAt(owner, label)) return [said];
  return [
    said,
    {
      kind: 'zone-owner',
      severity: 'warning',
      message: `The record belongs at ${label}.<domain>, but this puts it at ${quote(owner)}.`,
    },
  ];
}

const isAt = (owner: string, label: string): boolean =>
  owner.toLowerCase() === label || owner.toLowerCase().startsWith(`${label}.`);
