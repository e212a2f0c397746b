import { tlsaFacts } from '../dane/facts';
import type { DaneScope } from '../dane/scope';
import { daneScope } from '../dane/scope';
import type { MxHostObservation, Target, TlsaFacts } from '../model';
import { mxHostTarget } from '../model';

/** An observation of an MX host with its TLSA records read once, for all that follows. */
export interface MxHostReading {
  readonly observation: MxHostObservation;
  readonly subject: Target;
  readonly dane: DaneScope;
  /** As far as they matter; null when there are none, undefined when the check could not tell. */
  readonly tlsa: TlsaFacts | null | undefined;
}

export function readMxHost(observation: MxHostObservation): MxHostReading {
  const dane = daneScope(observation);
  return { observation, subject: mxHostTarget(observation.host), dane, tlsa: tlsaFacts(observation, dane) };
}
