import type { AgentRecord, DomainObservation, MxHostObservation, ZoneView } from '../../core/model';

/** Whether connections to port 25 get out of the place that a monitor looks from: proven either way, or not known. */
export type Port25 = AgentRecord['port25'];

/** Looks at targets. A look never rejects for what the network does: that is part of the observation. */
export interface Observer {
  /** @param zone the hosted zone that the domain is in: what else the world shows of it is looked at too */
  observeDomain(domain: string, signal?: AbortSignal, zone?: ZoneView): Promise<DomainObservation>;
  /** @param port25 `closed` connects to nothing: names are resolved, and each address is noted as out of reach from here. */
  observeMxHost(host: string, signal?: AbortSignal, port25?: Port25): Promise<MxHostObservation>;
}
