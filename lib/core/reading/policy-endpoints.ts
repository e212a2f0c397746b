import { certificateNames } from '../certificate/names';
import type { CertificateSet, DomainObservation, HttpAnswer, PolicyEndpoint, PolicyFetch } from '../model';
import { isInUnknownCoding } from '../mta-sts/content-coding';
import { policyMeaning } from '../mta-sts/meaning';
import { parsePolicy } from '../mta-sts/policy';
import type { StsPolicy } from '../mta-sts/policy-format';
import { policyHost } from '../mta-sts/policy-host';
import type { ParseResult } from '../text/result';

/** One address of the policy host, with what it serves read. */
export interface ReadEndpoint {
  readonly endpoint: PolicyEndpoint;
  /** Not set when the answer was none that holds a policy. */
  readonly text?: ParseResult<StsPolicy>;
  /** The body is in a coding that the fetch does not undo. One that is named and not applied changes nothing. */
  readonly unreadable?: true;
  /** The session shows a valid certificate for the name. */
  readonly authentic: boolean;
}

/**
 * The addresses of a policy host as they were seen. `doubtful` are those that one resolver alone named, that do not
 * prove the name, and that fail in a way in which no address of another resolver fails: they may be another's.
 */
export interface ReadEndpoints {
  readonly endpoints: readonly ReadEndpoint[];
  readonly doubtful: readonly PolicyEndpoint[];
}

/**
 * Reads what each address of the policy host served.
 * @param hosts the domain's MX hosts, which a parser names in lines to write
 */
export function readEndpoints(
  { domain, policyFetch, certificates }: DomainObservation,
  hosts?: readonly string[],
): ReadEndpoints {
  const read = (policyFetch?.endpoints ?? []).map((endpoint): ReadEndpoint => {
    const { http, failure } = endpoint;
    return {
      endpoint,
      authentic: isAuthentic(endpoint, policyHost(domain), certificates),
      ...(http !== undefined && readBody(http, failure === undefined, hosts)),
    };
  });
  const doubtful = new Set(policyFetch === undefined ? [] : doubtfulOf(read, policyFetch.addresses));
  return {
    endpoints: read.filter((each) => !doubtful.has(each)),
    doubtful: [...doubtful].map(({ endpoint }) => endpoint),
  };
}

function readBody(
  http: HttpAnswer,
  isWhole: boolean,
  hosts: readonly string[] | undefined,
): Pick<ReadEndpoint, 'text' | 'unreadable'> {
  if (http.status !== 200 || http.truncated) return {};
  const text = parsePolicy(http.body, hosts, http.isUtf8);
  if (isInUnknownCoding(http) && text.verdict === 'invalid') return { unreadable: true };
  return isWhole ? { text } : {};
}

const isAuthentic = ({ tls }: PolicyEndpoint, host: string, certificates: CertificateSet): boolean => {
  const leaf = certificates[tls?.chain[0] ?? ''];
  return (
    tls !== undefined &&
    leaf !== undefined &&
    tls.trust.trusted &&
    tls.trust.error === undefined &&
    certificateNames(leaf.dnsNames, host)
  );
};

function doubtfulOf(read: readonly ReadEndpoint[], addresses: PolicyFetch['addresses']): readonly ReadEndpoint[] {
  const unconfirmed = addresses.state === 'present' ? addresses.value.unconfirmed : undefined;
  if (unconfirmed === undefined) return [];
  const resolverOf = ({ endpoint }: ReadEndpoint): string | undefined =>
    Object.keys(unconfirmed).find((resolver) => unconfirmed[resolver]?.includes(endpoint.address));
  const unproven = read.filter(({ authentic }) => !authentic);
  return unproven.filter((each) => {
    const alike = unproven.filter(({ endpoint }) => wayOfFailing(endpoint) === wayOfFailing(each.endpoint));
    const resolvers = new Set(alike.map(resolverOf));
    return resolverOf(each) !== undefined && resolvers.size < 2;
  });
}

const wayOfFailing = ({ tls, failure }: PolicyEndpoint): string =>
  tls === undefined ? `${failure?.step} ${failure?.cause}` : `certificate ${tls.trust.error ?? 'name'}`;

/**
 * The address whose answer counts for the domain: where a sender gets a valid policy, and of different ones the policy
 * that most addresses serve. Between equals the first in the order of the addresses, so that the order of DNS does not
 * matter. Where no policy is served, the address that came furthest.
 */
export function countingEndpoint(read: readonly ReadEndpoint[]): ReadEndpoint | undefined {
  const weight = (each: ReadEndpoint): number =>
    4 * Number(each.text?.value !== undefined && each.authentic) +
    3 * Number(each.text?.value !== undefined) +
    2 * Number(each.text !== undefined) +
    Number(each.endpoint.http !== undefined) +
    0.5 * Number(each.endpoint.tls !== undefined);
  const best = Math.max(...read.map(weight));
  const among = read.filter((each) => weight(each) === best);
  const votes = (each: ReadEndpoint): number =>
    among.filter((other) => servedMeaning(other) === servedMeaning(each)).length;
  return [...among].sort((a, b) => votes(b) - votes(a))[0];
}

/** What senders act on in the policy that is served, as a line to compare. */
export const servedMeaning = ({ text }: ReadEndpoint): string => policyMeaning({ mx: [], ...text?.value }).value;

/** The addresses that serve the policy which counts, or one that means the same. */
export function servingAddresses({ endpoints }: ReadEndpoints): readonly string[] {
  const counting = countingEndpoint(endpoints);
  if (counting?.text === undefined) return [];
  return endpoints
    .filter((each) => each.text !== undefined && servedMeaning(each) === servedMeaning(counting))
    .map(({ endpoint }) => endpoint.address);
}
