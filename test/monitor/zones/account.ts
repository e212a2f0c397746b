import type { HostedZone, RecordSet } from '../../../lib/core/model';
import type { ZoneAccount } from '../../../lib/monitor/ports';
import { ZoneError } from '../../../lib/monitor/ports';

export interface DeclaredZone {
  readonly id: string;
  readonly name: string;
  readonly isPrivate?: true;
  /** Names with MX records. */
  readonly mail: readonly string[];
  readonly nameServers?: readonly string[];
  readonly fails?: true;
}

export const throttled = (): ZoneError => new ZoneError('throttled', 'Rate exceeded');

const mx = (name: string): RecordSet => ({ name, type: 'MX', ttl: 300, values: [`10 mx.${name}.`] });

/** The zones of an account as a test declares them, to be changed in place. */
export class DeclaredAccount implements ZoneAccount {
  failing = false;
  /** Fails after so many zones of the list. */
  listsOnly: number | undefined;

  constructor(
    readonly name: string,
    public declared: DeclaredZone[],
  ) {}

  async *zones(): AsyncIterable<HostedZone> {
    if (this.failing) throw new ZoneError('denied', 'not authorized', 'route53:ListHostedZones');
    for (const [index, { id, name, isPrivate = false }] of this.declared.entries()) {
      if (index === this.listsOnly) throw throttled();
      yield { id, name, isPrivate };
    }
  }

  async *recordSets(zoneId: string): AsyncIterable<RecordSet> {
    const zone = this.declared.find(({ id }) => id === zoneId);
    if (zone === undefined) throw new ZoneError('no-such-zone', 'No hosted zone found');
    yield {
      name: zone.name,
      type: 'NS',
      ttl: 172_800,
      values: (zone.nameServers ?? ['ns.example']).map((server) => `${server}.`),
    };
    if (zone.fails === true) throw throttled();
    yield* zone.mail.map(mx);
  }

  zonesNamed = async (wanted: string): Promise<readonly HostedZone[]> =>
    this.declared
      .filter(({ name }) => name === wanted)
      .map(({ id, name, isPrivate = false }) => ({ id, name, isPrivate }));
  nameServers = async (zoneId: string): Promise<readonly string[]> =>
    this.declared.find(({ id }) => id === zoneId)?.nameServers ?? ['ns.example'];
  change = async (): Promise<string> => '';
  inSync = async (): Promise<void> => undefined;
}
