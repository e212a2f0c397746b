import type { DiffOptions, Check, CheckFacts, ServedCertificate, Transition } from '../../../lib/core/diff';
import { DEFAULT_DIFF_OPTIONS, nextState } from '../../../lib/core/diff';
import { findingOf } from '../../../lib/core/findings';
import type { Aspect, Finding, MonitorEvent, Target, TargetState, UnknownAspect } from '../../../lib/core/model';
import { domainTarget, mxHostTarget } from '../../../lib/core/model';

export const DOMAIN = domainTarget('example.com');
export const HOST = mxHostTarget('mx1.example.com');
export const OPTIONS: DiffOptions = { ...DEFAULT_DIFF_OPTIONS, vantageGood: () => true };
const DAY = 86_400_000;
const START = Date.UTC(2026, 10, 23);
const HOUR = 3_600_000;

export const check = (
  over: Partial<Check> & { readonly findings?: readonly Finding[]; readonly missing?: readonly UnknownAspect[] } = {},
): Check => {
  const { findings = [], missing = [], ...rest } = over;
  return {
    target: HOST,
    observedAt: START,
    facts: {},
    served: {},
    judgement: { findings, unknown: missing },
    unknown: new Set(missing.map(({ aspect }) => aspect)),
    ...rest,
  };
};

/** Shows one target's looks, an hour apart, to nextState, and keeps what came of them. */
export class Watch {
  state: TargetState | undefined;
  readonly events: MonitorEvent[] = [];
  checks = 0;

  constructor(
    private readonly target: Target,
    private readonly options: Partial<DiffOptions> = {},
    private readonly bodies: Readonly<Record<string, string>> = {},
  ) {}

  /** Types of the events that the look gave rise to. */
  see(over: Parameters<typeof check>[0] = {}, options: Partial<DiffOptions> = {}): readonly string[] {
    const seen = check({ target: this.target, observedAt: START + this.checks++ * HOUR, ...over });
    const transition: Transition = nextState(
      this.state,
      seen,
      { ...OPTIONS, ...this.options, ...options },
      (sha256) => this.bodies[sha256],
    );
    if (transition.outcome !== 'changed') return [transition.outcome];
    this.state = transition.state;
    this.events.push(...transition.events);
    return transition.events.map(({ type }) => type);
  }

  facts(facts: CheckFacts): readonly string[] {
    return this.see({ facts });
  }

  last(): MonitorEvent {
    const event = this.events.at(-1);
    if (event === undefined) throw new Error('there was no event');
    return event;
  }
}

export const expired = (certificate = 'aa', addresses = ['192.0.2.1'], target = HOST): Finding =>
  findingOf({
    kind: 'mx-host-certificate-expired',
    subject: target,
    evidence: {
      certificate,
      certificates: [{ fingerprint: certificate, subject: 'CN=mx1.example.com', notAfter: START - DAY }],
      addresses,
      notBefore: START - 91 * DAY,
      notAfter: START - DAY,
      role: 'leaf',
      certificateSubject: 'CN=mx1.example.com',
    },
    aspects: addresses.map((address): Aspect => `smtp:${address}`),
  });

export const expiring = (threshold: string, certificate = 'aa', days = 10): Finding =>
  findingOf({
    kind: 'mx-host-certificate-expiring',
    subject: HOST,
    evidence: {
      certificate,
      certificates: [
        { fingerprint: certificate, subject: 'CN=mx1.example.com', notAfter: START + days * DAY, threshold },
      ],
      addresses: ['192.0.2.1'],
      notBefore: START - 80 * DAY,
      notAfter: START + days * DAY,
      role: 'leaf',
      certificateSubject: 'CN=mx1.example.com',
      threshold,
      issuer: 'O=Example Trust',
    },
    aspects: ['smtp:192.0.2.1'],
  });

export const refusing = (detail = 'go away', addresses = ['192.0.2.1']): Finding =>
  findingOf({
    kind: 'mx-host-refuses-sessions',
    subject: HOST,
    evidence: { step: 'greeting', cause: 'smtp-permanent', detail, addresses, replyCode: 554 },
    aspects: addresses.map((address): Aspect => `smtp:${address}`),
  });

export const unreachable = (address = '192.0.2.1'): Finding =>
  findingOf({
    kind: 'mx-host-unreachable',
    subject: HOST,
    evidence: { step: 'connect', cause: 'timeout', detail: 'no answer', addresses: [address] },
    aspects: [`smtp:${address}`],
  });

export const unseen = (aspect: Aspect, becomes?: Finding): UnknownAspect => ({
  aspect,
  cause: 'timeout',
  detail: 'no answer',
  ...(becomes && { becomes }),
});

export const certificate = (fingerprint: string, over: Partial<ServedCertificate> = {}): ServedCertificate => ({
  fingerprint,
  notAfter: START + 60 * DAY,
  issuer: "C=US, O=Let's Encrypt, CN=R11",
  keyType: 'rsa',
  dnsNames: ['mx1.example.com'],
  spkiSha256: `key of ${fingerprint}`,
  ...over,
});
