import type { ExpiryThreshold } from '../certificate/expiry';
import { findingOf } from '../findings';
import type {
  Aspect,
  Finding,
  FindingKind,
  MxHostObservation,
  SmtpEndpoint,
  SmtpStep,
  Target,
  UnknownAspect,
} from '../model';
import { aspectAt } from '../model';
import { certificateFindings } from './certificate';
import { smtpOutcome } from './failures';
import { boundedDetail } from './lookup';
import { lastingFinding } from './not-now';
import { isOldTls } from './tls-version';

/** What the judge of a session needs beside it. */
export interface SessionContext {
  readonly subject: Target;
  readonly certificates: MxHostObservation['certificates'];
  readonly now: number;
  readonly expiry: readonly ExpiryThreshold[];
}

export interface SessionJudgement {
  readonly findings: readonly Finding[];
  /** Set when the session does not tell whether the host is sound at this address. */
  readonly unknown?: UnknownAspect;
}

/** Judges one SMTP session with one address of an MX host. */
export function judgeSession(endpoint: SmtpEndpoint, context: SessionContext): SessionJudgement {
  const injected =
    endpoint.plaintextAfterStartTls === true ? [ofAddress('mx-host-starttls-injection', endpoint, context)] : [];
  if (endpoint.startTlsOffered === false)
    return { findings: [ofAddress('mx-host-starttls-missing', endpoint, context)] };
  const { failure, tls } = endpoint;
  const shown = tls === undefined ? { findings: [] } : judgeTls(endpoint, tls, context);
  const judged = { ...shown, findings: [...injected, ...shown.findings] };
  if (failure === undefined)
    return tls !== undefined
      ? judged
      : {
          ...judged,
          unknown: unknownAt(endpoint, 'internal', 'the session ended without a TLS session and without a failure'),
        };
  const outcome = smtpOutcome({ family: endpoint.family, failure });
  const found = outcome.kind === undefined ? undefined : failureFinding(outcome.kind, endpoint, context, failure);
  if (found !== undefined && outcome.state === 'finding') return { findings: [...judged.findings, found] };
  const unknown: UnknownAspect = {
    ...unknownAt(endpoint, failure.cause, failure.detail),
    ...(found !== undefined && { becomes: found }),
    ...(endpoint.tries !== undefined && { tries: endpoint.tries }),
  };
  const lasting = mayBeForUsAlone(failure.step) ? undefined : lastingFinding(unknown);
  return lasting === undefined ? { findings: judged.findings, unknown } : { findings: [...judged.findings, lasting] };
}

/** Before STARTTLS a host may turn away this place alone; from there on it shows what all senders meet. */
const mayBeForUsAlone = (step: SmtpStep): boolean => ['connect', 'greeting', 'ehlo'].includes(step);

const aspectOf = ({ address }: SmtpEndpoint): Aspect => aspectAt('smtp', address);

const unknownAt = (endpoint: SmtpEndpoint, cause: UnknownAspect['cause'], detail: string): UnknownAspect => ({
  aspect: aspectOf(endpoint),
  cause,
  detail,
});

const at = (endpoint: SmtpEndpoint, { subject }: SessionContext) => ({ subject, aspects: [aspectOf(endpoint)] });

const ofAddress = (
  kind: 'mx-host-starttls-missing' | 'mx-host-starttls-injection' | 'mx-host-address-not-public',
  endpoint: SmtpEndpoint,
  context: SessionContext,
): Finding => findingOf({ kind, evidence: { addresses: [endpoint.address] }, ...at(endpoint, context) });

function judgeTls(
  endpoint: SmtpEndpoint,
  tls: NonNullable<SmtpEndpoint['tls']>,
  context: SessionContext,
): SessionJudgement {
  const { subject, certificates, now, expiry } = context;
  const { address } = endpoint;
  const version = isOldTls(tls.protocol)
    ? [
        findingOf({
          kind: 'mx-host-tls-version',
          evidence: { protocol: tls.protocol, addresses: [address] },
          ...at(endpoint, context),
        }),
      ]
    : [];
  if (tls.chain.length === 0) {
    const evidence = {
      step: 'handshake',
      cause: 'tls',
      detail: 'the server showed no certificate',
      addresses: [address],
    } as const;
    return { findings: [...version, findingOf({ kind: 'mx-host-tls-failed', evidence, ...at(endpoint, context) })] };
  }
  const chain = certificateFindings({
    site: 'mx-host',
    subject,
    host: subject.name,
    address,
    aspect: aspectOf(endpoint),
    tls,
    certificates,
    now,
    expiry,
  });
  if (chain === undefined)
    return { findings: version, unknown: unknownAt(endpoint, 'internal', 'the certificate could not be read') };
  return { findings: [...version, ...chain] };
}

function failureFinding(
  kind: FindingKind,
  endpoint: SmtpEndpoint,
  context: SessionContext,
  failure: NonNullable<SmtpEndpoint['failure']>,
): Finding | undefined {
  const { step, cause, detail, replyCode = 0 } = failure;
  const addresses = [endpoint.address];
  const network = { step, cause, detail: boundedDetail(detail), addresses };
  switch (kind) {
    case 'mx-host-unreachable':
    case 'mx-host-slow':
    case 'mx-host-tls-failed':
      return findingOf({ kind, evidence: network, ...at(endpoint, context) });
    case 'mx-host-session-failed': {
      const evidence = { ...network, ...(failure.replyCode !== undefined && { replyCode: failure.replyCode }) };
      return findingOf({ kind, evidence, ...at(endpoint, context) });
    }
    case 'mx-host-refuses-sessions':
      return findingOf({ kind, evidence: { ...network, replyCode }, ...at(endpoint, context) });
    case 'mx-host-starttls-refused':
      return findingOf({ kind, evidence: { addresses, replyCode }, ...at(endpoint, context) });
    case 'mx-host-starttls-missing':
    case 'mx-host-address-not-public':
      return ofAddress(kind, endpoint, context);
    default:
      return undefined;
  }
}
