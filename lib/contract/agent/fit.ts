import { gzipSync } from 'node:zlib';
import type { MxHostObservation, SmtpEndpoint } from '../../core/model';
import { LONGEST_MESSAGE, TARGETS_PER_JOB } from './message';
import type { WireObservation } from './observation';
import { toWire } from './observation';

/** Octets of the packed observation of one MX host: so one that serves a lot cannot crowd out the others of its job. */
const LONGEST_OBSERVATION = Math.floor((0.9 * LONGEST_MESSAGE) / TARGETS_PER_JOB);

const DETAIL = 'what was seen is too large to be sent by the agent';

/**
 * An observation for sending, as it fits its room. What is too large loses the sessions that weigh most, which then count
 * as not seen: half an evidence would be judged as if it were the whole.
 */
export function fittedWire(observation: MxHostObservation): WireObservation {
  const wire = toWire(observation);
  // In base64, three octets are four characters.
  if ((gzipSync(JSON.stringify(wire)).length * 4) / 3 <= LONGEST_OBSERVATION) return wire;
  const weight = (endpoint: SmtpEndpoint): number =>
    endpoint.failure?.detail === DETAIL
      ? 0
      : JSON.stringify(endpoint).length +
        (endpoint.tls?.chain ?? []).reduce((sum, one) => sum + (observation.certificates[one]?.der.length ?? 0), 0);
  const heaviest = observation.endpoints.reduce((most, endpoint) => Math.max(most, weight(endpoint)), 0);
  if (heaviest === 0)
    return toWire({
      host: observation.host,
      observedAt: observation.observedAt,
      addresses: { state: 'unknown', cause: 'internal', detail: DETAIL },
      endpoints: [],
      certificates: {},
    });
  const endpoints = observation.endpoints.map((endpoint): SmtpEndpoint =>
    weight(endpoint) < heaviest ? endpoint : notSent(endpoint),
  );
  const used = new Set(endpoints.flatMap(({ tls }) => tls?.chain ?? []));
  return fittedWire({
    ...observation,
    endpoints,
    certificates: Object.fromEntries(Object.entries(observation.certificates).filter(([one]) => used.has(one))),
  });
}

const notSent = ({ address, family, port, durationMs }: SmtpEndpoint): SmtpEndpoint => ({
  address,
  family,
  port,
  durationMs,
  failure: { step: 'handshake', cause: 'internal', detail: DETAIL },
});
