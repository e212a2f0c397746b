import { setMaxListeners } from 'node:events';
import { readDomain, isUnrelated } from '../core/reading/domain';
import { MOST_TARGETS, unusedPatterns } from '../core/judge/mx-set';
import { judgeNameServers } from '../core/judge/name-servers';
import { tlsaName } from '../core/dane/record';
import type {
  CertificateFacts,
  CertificateSet,
  DomainObservation,
  MxHostObservation,
  NameServerAnswer,
  NameServersObservation,
  Observed,
  PolicyFetch,
  Unknown,
  ZoneObservation,
  ZoneView,
} from '../core/model';
import { unknown } from '../core/model';
import { policyHost } from '../core/mta-sts/policy-host';
import { selectStsRecord } from '../core/mta-sts/record';
import { selectTlsRptRecord } from '../core/tls-rpt/record';
import type { Observer, Port25 } from '../monitor/ports';
import { findMeantTxt } from './dns/alias-source';
import { EdnsSupport } from './dns/edns';
import { findAddresses, findMx, findNameServers, findTlsa } from './dns/lookups';
import { openResolvers } from './dns/open';
import { RecordSets } from './dns/record-set';
import { isDue, noteTrouble } from './name-servers/due';
import { observeNameServers } from './name-servers/observe';
import { failureFrom, ProbeFailure } from './net/failure';
import { unlessAborted, withDeadline, withSignals } from './net/wait';
import { DNS_CONCURRENCY, KEEP_ANSWERS, withDefaults, type ObserverOptions } from './options';
import { fetchPolicy } from './policy/fetch';
import { OperatorPace } from './smtp/operator-pace';
import { endpointsOutOfReach, observeEndpoints } from './smtp/endpoints';
import { TlsObserver } from './tls/handshake';

export type { ObserverOptions };

/** An observer over the real network. One is made for a run: what DNS said is kept within it. */
export interface NetworkObserver extends Observer {
  /** Which name servers the world is sent to for a zone. */
  observeNameServers(zone: string, signal?: AbortSignal): Promise<Observed<NameServerAnswer>>;
  /** Ends all looks under way, which reject then; later ones reject at once. */
  close(): void;
}

/**
 * Looks at policy domains and MX hosts: DNS, the policy, and STARTTLS at each address. Nothing that the network does
 * makes a look reject, only its signal and `close` do.
 *
 * @throws TypeError when a CA cannot be read
 */
export function createObserver(options: ObserverOptions = {}): NetworkObserver {
  return new ProbingObserver(options);
}

type ProbeOptions = Omit<ReturnType<typeof withDefaults>, 'resolvers' | 'trustAd' | 'ca' | 'observeTlsa'> & {
  readonly observeTlsa: boolean;
};

class ProbingObserver implements NetworkObserver {
  private readonly options: ProbeOptions;
  private readonly sets: RecordSets;
  private readonly edns = new EdnsSupport();
  private readonly tls: TlsObserver;
  private readonly pace: OperatorPace | undefined;
  private readonly closing = new AbortController();

  constructor(options: ObserverOptions) {
    const { resolvers, trustAd, ca, ...others } = withDefaults(options);
    setMaxListeners(0, this.closing.signal);
    const { panel, trusted } = openResolvers({
      resolvers,
      trustAd,
      ca,
      timeoutMs: others.dnsTimeoutMs,
      rate: others.resolverRate,
      concurrency: DNS_CONCURRENCY,
      edns: this.edns,
      signal: this.closing.signal,
    });
    this.options = { observeTlsa: trusted, ...others };
    this.sets = new RecordSets(panel, { ...KEEP_ANSWERS, trustAd: trusted });
    this.tls = new TlsObserver(ca);
    const { sessionsPerSecond, backOffMs } = this.options;
    this.pace =
      sessionsPerSecond === undefined
        ? undefined
        : new OperatorPace({ perSecond: sessionsPerSecond, ...(backOffMs !== undefined && { backOffMs }) });
  }

  close(): void {
    this.closing.abort(new Error('the observer is closed'));
  }

  async observeDomain(domain: string, signal?: AbortSignal, zone?: ZoneView): Promise<DomainObservation> {
    const observedAt = this.options.clock.now();
    return withDeadline(this.options.checkTimeoutMs, this.signals(signal), async (deadline) => {
      const stsRecord = this.ask(
        findMeantTxt(this.sets, `_mta-sts.${domain}`, (records) => !isUnrelated(selectStsRecord(records))),
        deadline,
      );
      const [record, tlsRptRecord, { mx, domainAddresses }, { policyFetch, certificates }, nameServers, zoneSeen] =
        await Promise.all([
          stsRecord,
          this.ask(
            findMeantTxt(this.sets, `_smtp._tls.${domain}`, (records) => !isUnrelated(selectTlsRptRecord(records))),
            deadline,
          ),
          this.mxSet(domain, deadline),
          this.policy(domain, observedAt, stsRecord, deadline),
          this.nameServers(domain, observedAt, deadline),
          zone && this.zone(zone, deadline),
        ]);
      const observation: DomainObservation = {
        domain,
        observedAt,
        stsRecord: record,
        tlsRptRecord,
        mx,
        ...(domainAddresses && { domainAddresses }),
        ...(policyFetch && { policyFetch }),
        ...(zoneSeen && { zone: zoneSeen }),
        ...(nameServers && { nameServers }),
        certificates: certificateSet(certificates),
      };
      const mxTargets = await this.mxTargets(observation, deadline);
      return mxTargets === undefined ? observation : { ...observation, mxTargets };
    });
  }

  async observeMxHost(host: string, signal?: AbortSignal, port25: Port25 = 'unproven'): Promise<MxHostObservation> {
    const { clock, observeSmtp, observeTlsa, smtpPort, checkTimeoutMs } = this.options;
    const observedAt = clock.now();
    const startedAt = performance.now();
    return withSignals(this.signals(signal), async (either) => {
      // The other half is for the sessions: a sound host has time to answer behind slow resolvers too.
      const { addresses, dane } = await withDeadline(checkTimeoutMs / 2, [either], async (deadline) => {
        const found = this.ask(findAddresses(this.sets, host), deadline);
        return { dane: observeTlsa ? await this.dane(host, found, deadline) : {}, addresses: await found };
      });
      const common = { host, observedAt, addresses, ...dane };
      if (addresses.state !== 'present' || !observeSmtp) return { ...common, endpoints: [], certificates: {} };
      if (port25 === 'closed')
        return { ...common, endpoints: endpointsOutOfReach(addresses.value, smtpPort), certificates: {} };
      const settings = {
        ...this.options,
        tls: this.tls,
        port: smtpPort,
        observedAt,
        sessionTimeoutMs: checkTimeoutMs - (performance.now() - startedAt),
        ...(this.pace !== undefined && { pace: this.pace }),
      };
      const { endpoints, certificates } = await observeEndpoints(host, addresses.value, settings, either);
      return { ...common, endpoints, certificates: certificateSet(certificates) };
    });
  }

  /** The TLSA records that senders may look for: the host's own, and those at the end of its aliases (RFC 7672 section 2.2.2). */
  private async dane(
    host: string,
    found: Promise<MxHostObservation['addresses']>,
    deadline: AbortSignal,
  ): Promise<Pick<MxHostObservation, 'tlsa' | 'tlsaOfTarget' | 'aliasDnssec'>> {
    const [tlsa, addresses] = await Promise.all([this.ask(findTlsa(this.sets, tlsaName(host)), deadline), found]);
    const target = addresses.state === 'present' ? addresses.value.cnameChain.at(-1) : undefined;
    if (addresses.state !== 'present' || target === undefined) return { tlsa };
    const [tlsaOfTarget, alias] = await Promise.all([
      this.ask(findTlsa(this.sets, tlsaName(target)), deadline),
      addresses.value.dnssec === 'insecure' ? this.ask(this.sets.find(host, 'CNAME'), deadline) : undefined,
    ]);
    const aliasDnssec = alias?.state === 'present' ? alias.value.dnssec : undefined;
    return { tlsa, tlsaOfTarget, ...(aliasDnssec !== undefined && { aliasDnssec }) };
  }

  /** RFC 5321 section 5.1: without an MX record the domain's own address takes the mail. */
  private async mxSet(
    domain: string,
    deadline: AbortSignal,
  ): Promise<Pick<DomainObservation, 'mx' | 'domainAddresses'>> {
    const mx = await this.ask(findMx(this.sets, domain), deadline);
    return mx.state === 'absent'
      ? { mx, domainAddresses: await this.ask(findAddresses(this.sets, domain), deadline) }
      : { mx };
  }

  /** Where the aliases of MX hosts end, for a policy with names that are no MX host's: they may be those. */
  private async mxTargets(
    observation: DomainObservation,
    deadline: AbortSignal,
  ): Promise<DomainObservation['mxTargets'] | undefined> {
    const { policy, mx } = readDomain(observation);
    const hosts = mx.form === 'mx' ? mx.hosts.map(({ exchange }) => exchange) : [];
    if (policy === undefined || hosts.length === 0 || unusedPatterns(policy, hosts).length === 0) return undefined;
    const found = await Promise.all(
      hosts
        .slice(0, MOST_TARGETS)
        .map(async (host) => [host, await this.ask(findAddresses(this.sets, host), deadline)] as const),
    );
    return Object.fromEntries(
      found.flatMap(([host, answer]) =>
        answer.state === 'unknown'
          ? []
          : [[host, (answer.state === 'present' ? answer.value : answer).cnameChain?.at(-1) ?? null]],
      ),
    );
  }

  /** Fetched without a record too: a policy that nothing points to is worth knowing. */
  private async policy(
    domain: string,
    observedAt: number,
    stsRecord: Promise<DomainObservation['stsRecord']>,
    deadline: AbortSignal,
  ): Promise<{ policyFetch?: PolicyFetch; certificates: readonly CertificateFacts[] }> {
    const { httpsPort } = this.options;
    const startedAt = performance.now();
    const addresses = await this.ask(findAddresses(this.sets, policyHost(domain)), deadline);
    if (addresses.state === 'absent' && (await stsRecord).state === 'absent') return { certificates: [] };
    const settings = { ...this.options, tls: this.tls, port: httpsPort, observedAt };
    const { certificates, ...outcome } = await fetchPolicy(domain, addresses, settings, deadline);
    return { policyFetch: { ...outcome, durationMs: Math.round(performance.now() - startedAt) }, certificates };
  }

  async observeNameServers(zone: string, signal?: AbortSignal): Promise<Observed<NameServerAnswer>> {
    return withDeadline(this.options.checkTimeoutMs, this.signals(signal), (deadline) =>
      this.ask(findNameServers(this.sets, zone), deadline),
    );
  }

  /** What the world sees of a hosted zone: who answers for it, and TLSA records that the zone holds. */
  private async zone(view: ZoneView, deadline: AbortSignal): Promise<ZoneObservation> {
    const names = view.intended.filter(({ type }) => type === 'TLSA').map(({ name }) => name);
    const [nameServers, ...tlsa] = await Promise.all([
      this.ask(findNameServers(this.sets, view.zone), deadline),
      ...names.map((name) => this.ask(findTlsa(this.sets, name), deadline)),
    ]);
    return {
      view,
      nameServers,
      tlsa: Object.fromEntries(names.map((name, index) => [name, tlsa[index] ?? unknown('internal', '')])),
    };
  }

  private async nameServers(
    domain: string,
    observedAt: number,
    deadline: AbortSignal,
  ): Promise<NameServersObservation | undefined> {
    const {
      nameServers,
      nameServerPort: port,
      allowPrivateAddresses,
      dnsTimeoutMs: timeoutMs,
      resolverRate: rate,
    } = this.options;
    if (!isDue(nameServers, domain, observedAt)) return undefined;
    try {
      const options = { port, allowPrivateAddresses, timeoutMs, rate, edns: this.edns };
      const asking = observeNameServers(this.sets, domain, options, deadline);
      const seen = await unlessAborted(asking, deadline);
      if (seen !== undefined) noteTrouble(domain, judgeNameServers({ domain, nameServers: seen }).length > 0);
      return seen;
    } catch (error) {
      if (!deadline.aborted || deadline.reason instanceof ProbeFailure) return undefined;
      throw error;
    }
  }

  private signals(signal: AbortSignal | undefined): AbortSignal[] {
    return signal ? [signal, this.closing.signal] : [this.closing.signal];
  }

  /** Another look may wait for the same answer, so that a deadline ends the wait and not the question. */
  private async ask<T>(answer: Promise<Observed<T>>, deadline: AbortSignal): Promise<Observed<T> | Unknown> {
    try {
      return await unlessAborted(answer, deadline);
    } catch (error) {
      if (deadline.aborted && !(deadline.reason instanceof ProbeFailure)) throw deadline.reason;
      const { cause, detail } = failureFrom(error);
      return unknown(cause, detail);
    }
  }
}

const certificateSet = (certificates: readonly CertificateFacts[]): CertificateSet =>
  Object.fromEntries(certificates.map((certificate) => [certificate.fingerprint, certificate]));
