import { createHash } from 'node:crypto';
import type {
  CertificateFacts,
  DomainObservation,
  MxHostObservation,
  PolicyFetch,
  Unknown,
} from '../../../../lib/core/model';
import { present, unknown } from '../../../../lib/core/model';
import type { Observer } from '../../../../lib/monitor/ports';
import * as observed from '../../../support/observations';
import type { FaultName, OutageName, Slot } from './faults';
import { typeOf } from './faults';

const DAY = 86_400_000;

export interface Site {
  readonly domain: string;
  readonly hosts: readonly string[];
}

/** Eight domains: four with MX hosts of their own, and four behind two hosts that they share. */
export const SITES: readonly Site[] = [
  ...[0, 1, 2, 3].map((n) => ({ domain: `d${n}.example`, hosts: [`mx1.d${n}.example`, `mx2.d${n}.example`] })),
  ...[4, 5, 6, 7].map((n) => ({ domain: `d${n}.example`, hosts: ['mxa.shared.example', 'mxb.shared.example'] })),
];
/** The domain, and the MX hosts that no other domain names. */
export const targetsOf = (domain: string): readonly string[] => [
  domain,
  ...(SITES.find((site) => site.domain === domain)?.hosts ?? []).filter(
    (host) => !SITES.some((site) => site.domain !== domain && site.hosts.includes(host)),
  ),
];
export const HOSTS: readonly string[] = [...new Set(SITES.flatMap(({ hosts }) => hosts))];

/** What is true of the world at a time, and what a check can see of it. */
export class World {
  /** `<target> <slot>` to the fault. */
  readonly faults = new Map<string, FaultName>();
  outage: OutageName | undefined;
  /** The clock of the machine was set, and is wrong. */
  isClockWrong = false;
  /** Called with each check, at its beginning. */
  onCheck: (name: string) => void = () => undefined;

  constructor(private readonly now: () => number) {}

  faultOf(target: string, slot: Slot): FaultName | undefined {
    return this.faults.get(`${target} ${slot}`);
  }

  set(target: string, slot: Slot, fault: FaultName | undefined): void {
    if (fault === undefined) this.faults.delete(`${target} ${slot}`);
    else if (typeOf(fault).slot === slot) this.faults.set(`${target} ${slot}`, fault);
    else throw new Error(`${fault} is no fault of ${slot}`);
  }

  readonly observer: Observer = {
    observeDomain: async (domain) => {
      this.onCheck(domain);
      return this.observeDomain(domain);
    },
    observeMxHost: async (host) => {
      this.onCheck(host);
      return this.observeMxHost(host);
    },
  };

  /** What a check would see now, that is not counted as one. */
  observeQuietly(type: 'domain' | 'mx-host', name: string): DomainObservation | MxHostObservation {
    return type === 'domain' ? this.observeDomain(name) : this.observeMxHost(name);
  }

  private observeDomain(domain: string): DomainObservation {
    const hosts = SITES.find((site) => site.domain === domain)?.hosts ?? [];
    const at = this.now();
    const base = { domain, observedAt: at };
    if (this.outage === 'dns')
      return observed.domainObservation({
        ...base,
        stsRecord: NO_ANSWER,
        tlsRptRecord: NO_ANSWER,
        mx: NO_ANSWER,
        policyFetch: { ...observed.policyFetch({ addresses: NO_ANSWER }), url: urlOf(domain) },
        certificates: {},
      });
    const policy = this.policyOf(domain, hosts);
    const sts = this.faultOf(domain, 'sts');
    return observed.domainObservation({
      ...base,
      stsRecord:
        sts === 'sts-missing'
          ? { state: 'absent', reason: 'no-name' }
          : sts === 'sts-multiple'
            ? observed.txt('v=STSv1; id=1;', 'v=STSv1; id=2;')
            : sts === 'sts-servfail'
              ? unknown('servfail', 'SERVFAIL')
              : observed.txt('v=STSv1; id=1;'),
      tlsRptRecord: observed.txt(`v=TLSRPTv1; rua=mailto:tls@${domain}`),
      mx: present({
        cnameChain: [],
        ttl: 300,
        records: hosts.map((exchange, n) => ({ preference: 10 * (n + 1), exchange })),
      }),
      policyFetch: { ...policy.fetch, url: urlOf(domain) },
      certificates: policy.certificates,
    });
  }

  private policyOf(
    domain: string,
    hosts: readonly string[],
  ): { readonly fetch: PolicyFetch; readonly certificates: DomainObservation['certificates'] } {
    const fault = this.faultOf(domain, 'policy');
    if (this.outage === 'https' || fault === 'policy-unreachable')
      return {
        fetch: observed.failedFetch({ step: 'connect', cause: 'timeout', detail: 'nothing within 10 s' }),
        certificates: {},
      };
    const chain = chainOf(`mta-sts.${domain}`, fault === 'policy-expired' ? { notAfter: observed.NOW - DAY } : {});
    const mx = fault === 'mx-not-covered' ? hosts.slice(0, 1) : hosts;
    const answer =
      fault === 'policy-404'
        ? observed.http({ status: 404, body: 'not found' })
        : observed.http({ body: fault === 'policy-invalid' ? 'hello' : observed.policyText({ mx }) });
    return {
      fetch: observed.policyFetch({ tls: observed.tls(chain), http: answer }),
      certificates: observed.certificateSet(...chain),
    };
  }

  private observeMxHost(host: string): MxHostObservation {
    const base = { host, observedAt: this.now() };
    const fault = this.faultOf(host, 'smtp');
    const address = addressOf(host);
    if (this.outage === 'dns')
      return observed.mxHostObservation({ ...base, addresses: NO_ANSWER, endpoints: [], certificates: {} });
    const found = { ...base, addresses: observed.addresses(address) };
    if (this.outage === 'smtp' || fault === 'mx-unreachable') {
      const failure = { step: 'connect', cause: 'timeout', detail: 'nothing within 10 s' } as const;
      return observed.mxHostObservation({
        ...found,
        endpoints: [observed.failedEndpoint(failure, { address })],
        certificates: {},
      });
    }
    if (fault === 'no-starttls') {
      const session = observed.endpoint({ address, startTlsOffered: false, ehloKeywords: ['PIPELINING'] });
      return observed.mxHostObservation({ ...found, endpoints: [observed.omit(session, 'tls')], certificates: {} });
    }
    const change =
      fault === 'mx-expired'
        ? { notAfter: observed.NOW - DAY }
        : fault === 'mx-name'
          ? { dnsNames: ['other.example'] }
          : {};
    const chain = chainOf(host, change);
    return observed.mxHostObservation({
      ...found,
      endpoints: [observed.endpoint({ address, tls: observed.tls(chain) })],
      certificates: observed.certificateSet(...chain),
    });
  }
}

const NO_ANSWER: Unknown = unknown('timeout', 'nothing within 5 s');
const urlOf = (domain: string): string => `https://mta-sts.${domain}/.well-known/mta-sts.txt`;
const addressOf = (host: string): string => `192.0.2.${10 + HOSTS.indexOf(host)}`;

/** A leaf for the name that outlasts the simulation, and its intermediate. */
function chainOf(name: string, change: Partial<CertificateFacts>): readonly CertificateFacts[] {
  const spkiSha256 = createHash('sha256').update(name).digest('hex');
  const leaf = observed.certificate({
    subject: `CN=${name}`,
    dnsNames: [name],
    notAfter: observed.NOW + 80 * DAY,
    spkiSha256,
    ...change,
  });
  return [leaf, observed.intermediate()];
}
