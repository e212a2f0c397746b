import { domainNameFault, toALabels } from '../text/domain-name';
import { withoutHidden } from '../text/escape';
import { quote } from '../text/quote';
import type { Problem } from '../text/result';

export type ReportUriProblemKind =
  | 'uri-without-scheme'
  | 'uri-scheme'
  | 'uri-space'
  | 'uri-characters'
  | 'uri-percent'
  | 'uri-exclamation-mark'
  | 'mailto-address'
  | 'https-host';

export interface ReportUriProblem extends Pick<Problem<ReportUriProblemKind>, 'kind' | 'severity'> {
  readonly what: string;
  /** What to write instead. */
  readonly write: string;
}

export const EXAMPLE_URI = 'mailto:tls-reports@example.com';

/** A URI as a TLSRPT record holds it: "," "!" and ";" percent-encoded (RFC 8460 section 3). */
export const encodedReportUri = (uri: string): string =>
  uri.replace(/[,!;]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

/** The longest URI that a repair is tried on. */
const LONGEST_REPAIRABLE = 512;

type Fault = Omit<ReportUriProblem, 'write'>;

/**
 * The fault of one URI of a TLSRPT record (RFC 8460 section 3: RFC 3986, `mailto` or `https`, with "," "!" and ";"
 * encoded). With severity `error` no report can go there; with `warning` some senders may not send.
 */
export function reportUriProblem(uri: string): ReportUriProblem | undefined {
  const fault = reportUriFault(uri);
  if (fault === undefined) return undefined;
  const repaired = (fault.kind === 'uri-space' ? repairSpacedUris(uri) : undefined) ?? repairReportUri(uri);
  const write = repaired === undefined ? `Write for example "${EXAMPLE_URI}".` : `Write "${repaired}".`;
  return { ...fault, write };
}

/** What the writer of a faulty URI most likely meant, valid as it stands; undefined when that cannot be told. */
export function repairReportUri(uri: string): string | undefined {
  if (uri.length > LONGEST_REPAIRABLE) return undefined;
  if (reportUriFault(uri) === undefined) return uri;
  const bare = withoutHidden(uri)
    .replace(/^[\s"'<]+/, '')
    .replace(/["'>,;]+$/, '')
    .trim();
  const repaired = bare.includes('@') && !/^https?:/i.test(bare) ? repairMailto(bare) : repairHttps(bare);
  return repaired !== undefined && reportUriFault(repaired) === undefined ? repaired : undefined;
}

/** URIs with spaces for commas between them; undefined when one of the pieces is no URI. */
function repairSpacedUris(uris: string): string | undefined {
  if (uris.length > LONGEST_REPAIRABLE) return undefined;
  const repaired = uris.split(/\s+/).map(repairReportUri);
  return repaired.includes(undefined) ? undefined : repaired.join(',');
}

function reportUriFault(uri: string): Fault | undefined {
  const error = (kind: ReportUriProblemKind, what: string): Fault => ({ kind, severity: 'error', what });
  if (/\s/.test(uri))
    return error('uri-space', `${quote(uri)} holds white space, which no URI can; between two URIs stands a comma.`);
  if (/[^!#-;=?-[\]_a-z~]/.test(uri))
    return error('uri-characters', `${quote(uri)} holds characters that a URI cannot hold unless percent-encoded.`);
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(uri)?.[1]?.toLowerCase();
  if (scheme === undefined)
    return error(
      'uri-without-scheme',
      `${quote(uri)} is not a URI: it has no scheme, mailto: or https:. (A comma within a URI is written %2C.)`,
    );
  if (scheme !== 'mailto' && scheme !== 'https')
    return error('uri-scheme', `Senders report by mailto: and https: alone, not by ${quote(`${scheme}:`)}.`);
  if (/%(?![0-9A-Fa-f]{2})/.test(uri))
    return error(
      'uri-percent',
      `In ${quote(uri)} a "%" is not followed by two hexadecimal digits; a "%" itself is written %25.`,
    );
  const target = scheme === 'mailto' ? mailtoFault(uri) : httpsFault(uri);
  if (target !== undefined)
    return error(scheme === 'mailto' ? 'mailto-address' : 'https-host', `${quote(uri)} ${target}.`);
  if (!uri.includes('!')) return undefined;
  return {
    kind: 'uri-exclamation-mark',
    severity: 'warning',
    what: `In ${quote(uri)} the exclamation mark must be written %21 (RFC 8460 section 3).`,
  };
}

function repairMailto(text: string): string | undefined {
  const address = text.replace(/^mail-?to\b/i, '').replace(/^[:/=\s<]+/, '');
  const [, local, domain] = /^([^@\s:]+)@([^@\s?!>]+)(?:[?!>][^@]*)?$/.exec(address) ?? [];
  if (local === undefined || domain === undefined) return undefined;
  const name = toALabels(domain.replace(/\.$/, ''));
  return name === undefined ? undefined : `mailto:${encode(local)}@${name}`;
}

function repairHttps(text: string): string | undefined {
  const rest = text.replace(/^(?:https?)?[:/]+/i, '');
  const host = /^[^/?#:]+/.exec(rest)?.[0] ?? '';
  const name = toALabels(host);
  return name?.includes('.') === true && !/\s/.test(text)
    ? `https://${name}${encode(rest.slice(host.length))}`
    : undefined;
}

/** Every character that a URI cannot hold, or this record cannot, percent-encoded. */
const encode = (text: string): string =>
  text.replace(/%(?![0-9A-Fa-f]{2})|[^#-+\--:=?-Z[\]_a-z~%]/gu, (character) =>
    character === '!' ? '%21' : encodeURIComponent(character),
  );

function mailtoFault(uri: string): string | undefined {
  const to = uri.slice('mailto:'.length).split('?', 1)[0] ?? '';
  if (to === '') return 'names no mail address';
  const at = to.lastIndexOf('@');
  if (at < 1 || to.indexOf('@') !== at || to.startsWith('/')) return 'is not a mail address behind "mailto:"';
  const domain = to.slice(at + 1);
  return isHost(domain) ? undefined : `has no valid domain behind the "@"`;
}

function httpsFault(uri: string): string | undefined {
  const [, authority] = /^https:\/\/([^/?#]*)/i.exec(uri) ?? [];
  if (authority === undefined || authority === '') return 'names no host behind "https://"';
  const host = authority.slice(authority.lastIndexOf('@') + 1).replace(/:[0-9]*$/, '');
  return isHost(host) ? undefined : 'has no valid host';
}

/** A domain name, or an address in brackets. */
const isHost = (host: string): boolean =>
  /^\[[0-9A-Fa-f:.]+\]$/.test(host) || [undefined, 'underscore'].includes(domainNameFault(host.replace(/\.$/, '')));
