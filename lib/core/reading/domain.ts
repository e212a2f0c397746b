import type { DomainObservation, Observed, PolicyEndpoint, Target, TxtAnswer } from '../model';
import { domainTarget } from '../model';
import type { StsPolicy } from '../mta-sts/policy-format';
import type { StsRecord } from '../mta-sts/record';
import { selectStsRecord } from '../mta-sts/record';
import { domainNameFault } from '../text/domain-name';
import type { ParseResult } from '../text/result';
import type { TxtSelection } from '../text/txt-selection';
import type { TlsRptRecord } from '../tls-rpt/record';
import { selectTlsRptRecord } from '../tls-rpt/record';
import type { MxSet } from './mx-set';
import { mxSetOf } from './mx-set';
import type { ReadEndpoints } from './policy-endpoints';
import { countingEndpoint, readEndpoints } from './policy-endpoints';

/**
 * An observation of a domain with its texts read once, for all that follows: the judgement, the comparison with earlier
 * checks, the verdict, the report and the plan of a repair.
 */
export interface DomainReading {
  readonly observation: DomainObservation;
  readonly subject: Target;
  readonly record: RecordReading<StsRecord>;
  readonly tlsRpt: RecordReading<TlsRptRecord>;
  /** What the addresses of the policy host served. */
  readonly served: ReadEndpoints;
  /** The one whose answer counts. */
  readonly counting?: PolicyEndpoint;
  /** The policy as read; not set when the answer was none that holds a policy. */
  readonly policyText?: ParseResult<StsPolicy>;
  /** The policy that counts for a sender that got it, whether or not a sender can get it now. */
  readonly policy?: StsPolicy;
  /** There is a policy, or an attempt at one: not any page that the name happens to lead to. */
  readonly published: boolean;
  readonly mx: MxSet;
}

/** A TXT record at a name. `none`: no text there was meant as one. */
export type RecordReading<Value> =
  | { readonly state: 'unknown' }
  | { readonly state: 'none' }
  | { readonly state: 'read'; readonly selection: TxtSelection<Value> };

export function readDomain(observation: DomainObservation): DomainReading {
  const mx = mxSetOf(observation);
  const served = readEndpoints(observation, hostsOf(mx));
  const counting = countingEndpoint(served.endpoints);
  const policyText = counting?.text;
  return {
    observation,
    subject: domainTarget(observation.domain),
    record: readRecord(observation.stsRecord, selectStsRecord),
    tlsRpt: readRecord(observation.tlsRptRecord, selectTlsRptRecord),
    served,
    ...(counting !== undefined && { counting: counting.endpoint }),
    ...(policyText !== undefined && { policyText }),
    ...(policyText?.value !== undefined && { policy: policyText.value }),
    published:
      policyText !== undefined &&
      (policyText.verdict !== 'invalid' || counting?.endpoint.http?.body.includes('STSv1') === true),
    mx,
  };
}

/** So many MX hosts are named in lines to write. */
const HOSTS_NAMED = 10;

/** The MX hosts that a policy can name; undefined when there is none. */
function hostsOf(mx: MxSet): readonly string[] | undefined {
  const names = 'hosts' in mx ? mx.hosts.map(({ exchange }) => exchange) : [];
  const hosts = names.filter((name) => domainNameFault(name) === undefined).slice(0, HOSTS_NAMED);
  return hosts.length === 0 ? undefined : hosts;
}

/** Whether the domain uses MTA-STS, or means to. */
export const usesMtaSts = ({ record, published }: DomainReading): boolean => record.state === 'read' || published;

/** A domain that takes no mail (null MX, RFC 7505) and does not use MTA-STS has nothing to protect, and nothing to be reported. */
export const takesNoMail = (reading: DomainReading): boolean => reading.mx.form === 'null' && !usesMtaSts(reading);

function readRecord<Value>(
  answer: Observed<TxtAnswer>,
  select: (records: TxtAnswer['records']) => TxtSelection<Value>,
): RecordReading<Value> {
  if (answer.state !== 'present') return { state: answer.state === 'absent' ? 'none' : 'unknown' };
  const selection = select(answer.value.records);
  return isUnrelated(selection) ? { state: 'none' } : { state: 'read', selection };
}

/** TXT records that a wildcard put at the name, say, and that nobody meant for this. */
export const isUnrelated = ({ verdict, problems }: TxtSelection<unknown>): boolean =>
  verdict === 'ignored' && problems.every(({ kind }) => kind === 'no-record');
