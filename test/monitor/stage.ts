import type { DiffOptions, Check } from '../../lib/core/diff';
import { DEFAULT_DIFF_OPTIONS } from '../../lib/core/diff';
import type { AlertPolicy } from '../../lib/core/alerting';
import { DEFAULT_ALERT_POLICY } from '../../lib/core/alerting';
import { findingOf } from '../../lib/core/findings';
import type {
  AlertMessage,
  Aspect,
  CertificateSet,
  Finding,
  Notice,
  TargetState,
  UnknownAspect,
} from '../../lib/core/model';
import { domainTarget, mxHostTarget } from '../../lib/core/model';
import { deliver } from '../../lib/monitor/deliver';
import type { Delivered } from '../../lib/monitor/deliver';
import type { AlertChannel, Delivery } from '../../lib/monitor/ports';
import { publishPending } from '../../lib/monitor/publish';
import { refreshAlerts } from '../../lib/monitor/remind';
import { takeIn } from '../../lib/monitor/take-in';
import type { TakenIn } from '../../lib/monitor/take-in';
import type { MemoryStore } from '../support/memory-store';

export const NOON = Date.UTC(2026, 10, 23, 12);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const ADDRESS = '192.0.2.25';

export const POLICY: AlertPolicy = { ...DEFAULT_ALERT_POLICY, channels: ['pager'] };
export const DIFF_OPTIONS: DiffOptions = { ...DEFAULT_DIFF_OPTIONS, vantageGood: () => true };

export const body = (mode = 'enforce', ...mx: readonly string[]): string =>
  [
    'version: STSv1',
    `mode: ${mode}`,
    ...(mx.length > 0 ? mx : ['*.example.com']).map((pattern) => `mx: ${pattern}`),
    'max_age: 604800',
    '',
  ].join('\n');

const MODE = /mode: (\w+)/;

/** A look at a domain that shows these MX hosts and this policy. */
export function domainCheck(
  name: string,
  at: number,
  { mx = ['mx1.example.com'], policy = body(), findings = [], id = '1', missing = [] }: Partial<DomainSeen> = {},
): Check {
  const patterns = [...policy.matchAll(/^mx: (\S+)$/gm)].map(([, pattern]) => pattern ?? '');
  const unknown = new Set(missing.map(({ aspect }) => aspect));
  return {
    target: domainTarget(name),
    observedAt: at,
    facts: {
      stsRecord: { text: `v=STSv1; id=${id};`, id },
      tlsRpt: null,
      ...(!unknown.has('mx') && {
        mx: { form: 'mx', records: mx.map((exchange, index) => ({ preference: 10 * (index + 1), exchange })) },
      }),
      ...(!unknown.has('policy') && {
        policy: {
          state: 'served',
          sha256: `sha256 of ${policy}`,
          body: policy,
          mode: MODE.exec(policy)?.[1] ?? '',
          maxAge: 604_800,
          mx: patterns,
        },
      }),
    },
    served: {},
    judgement: { findings, unknown: missing },
    unknown,
  };
}

export interface DomainSeen {
  readonly mx: readonly string[];
  readonly policy: string;
  readonly findings: readonly Finding[];
  readonly id: string;
  readonly missing: readonly UnknownAspect[];
}

/** A look at an MX host with one address. */
export function hostCheck(
  name: string,
  at: number,
  { findings = [], missing = [], addresses = [ADDRESS] }: Partial<HostSeen> = {},
): Check {
  const unknown = new Set(missing.map(({ aspect }) => aspect));
  return {
    target: mxHostTarget(name),
    observedAt: at,
    facts: unknown.has('addresses') ? {} : { addresses, cname: null },
    served: {},
    judgement: { findings, unknown: missing },
    unknown,
  };
}

export interface HostSeen {
  readonly findings: readonly Finding[];
  readonly missing: readonly UnknownAspect[];
  readonly addresses: readonly string[];
}

export const noStartTls = (host = 'mx1.example.com', address = ADDRESS): Finding =>
  findingOf({
    kind: 'mx-host-starttls-missing',
    subject: mxHostTarget(host),
    evidence: { addresses: [address] },
    aspects: [`smtp:${address}`],
  });

export const twoRecords = (domain: string): Finding =>
  findingOf({
    kind: 'sts-record-multiple',
    subject: domainTarget(domain),
    evidence: { records: ['v=STSv1; id=1;', 'v=STSv1; id=2;'] },
    aspects: ['sts-record'],
  });

export const unreachable = (host: string, address = ADDRESS): UnknownAspect => {
  const aspect: Aspect = `smtp:${address}`;
  const becomes = findingOf({
    kind: 'mx-host-unreachable',
    subject: mxHostTarget(host),
    evidence: { step: 'connect', cause: 'timeout', detail: '', addresses: [address] },
    aspects: [aspect],
  });
  return { aspect, cause: 'timeout', detail: '', becomes };
};

/** A channel that remembers what it was given, and can be told to fail. */
export class Pager implements AlertChannel {
  readonly deliveries: Delivery[] = [];
  failure: Error | undefined;

  constructor(readonly name = 'pager') {}

  async send(delivery: Delivery): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    this.deliveries.push(delivery);
  }

  /** Each delivery once, as a receiver with idempotency keys has them. */
  get received(): readonly AlertMessage[] {
    return [...new Map(this.deliveries.map((delivery) => [delivery.id, delivery])).values()].flatMap(
      ({ messages }) => messages,
    );
  }

  get told(): readonly string[] {
    return this.received.flatMap(({ tells }) => tells);
  }

  /** `opened mx-host-starttls-missing`, in the order received. */
  get lines(): readonly string[] {
    return this.received.map(({ form, kind }) => `${form} ${kind}`);
  }
}

/** The pipeline over a store, with the hands of its clock. */
export class Stage {
  now = NOON;
  readonly clock = { now: () => this.now };

  constructor(
    readonly store: MemoryStore,
    readonly pager = new Pager(),
    readonly policy = POLICY,
  ) {}

  get deps() {
    return { store: this.store, clock: this.clock, policy: this.policy };
  }

  async watch(...domains: readonly string[]): Promise<void> {
    for (const name of domains) await this.store.addDomain({ name, source: 'test', addedAt: this.now });
  }

  async take(check: Check, options: DiffOptions = DIFF_OPTIONS, certificates: CertificateSet = {}): Promise<TakenIn> {
    return takeIn(check, certificates, options, this.deps);
  }

  /** What is done after each run, and at the start. */
  async finish(): Promise<Delivered> {
    await publishPending(this.deps);
    await refreshAlerts(this.deps);
    return deliver(this.pager, this.deps);
  }

  async state(target: TargetState['target']): Promise<TargetState> {
    const state = await this.store.readState(target);
    if (state === undefined) throw new Error(`nothing is remembered of ${target.name}`);
    return state;
  }

  /** All notices that were ever made, and are still to be told or were. */
  async notices(): Promise<readonly Notice[]> {
    return (await this.store.alerts({ limit: 10_000 })).items.flatMap(({ notices }) => notices);
  }
}
