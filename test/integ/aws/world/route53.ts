import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import { ChangeResourceRecordSetsCommand, CreateHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import type { RecordSet } from '../../../../lib/core/model';
import { txtText } from '../../../../lib/core/zone/txt-value';
import type { ZoneConnection } from '../../../../lib/route53/account';
import { route53Account } from '../../../../lib/route53/account';
import type { Sandbox } from '../../../../lib/sandbox';
import type { Emulator } from './emulator';
import { CREDENTIALS, freePort, startEmulator } from './emulator';
import type { Faults } from './faults';
import { startFaults } from './faults';

/** The emulator's Route 53, behind something that can make it fail, and an account of it without pauses. */
export class Route53World {
  readonly account: ZoneConnection;
  private readonly client: Route53Client;

  private constructor(
    private readonly emulator: Emulator,
    readonly faults: Faults,
  ) {
    this.client = new Route53Client({ endpoint: emulator.endpoint });
    this.account = route53Account({ apartMs: 0 });
  }

  static async start(): Promise<Route53World> {
    const { TEST_AWS_CACHE: cache, TEST_AWS_FOLDER: folder } = process.env;
    if (cache === undefined || folder === undefined) throw new Error('Run this suite by: npm run test:aws');
    const port = await freePort();
    const faults = await startFaults(() => `http://127.0.0.1:${port}`);
    mkdirSync(folder, { recursive: true });
    const emulator = await startEmulator({
      cache,
      folder: mkdtempSync(join(folder, 'route53-')),
      port,
      functionsEndpoint: faults.endpoint,
    });
    Object.assign(process.env, CREDENTIALS, { AWS_ENDPOINT_URL: faults.endpoint });
    return new Route53World(emulator, faults);
  }

  async stop(): Promise<void> {
    delete process.env.AWS_ENDPOINT_URL;
    this.account.close();
    this.client.destroy();
    await this.emulator.stop();
    await this.faults.close();
  }

  /** @returns its id */
  async createZone(name: string, isPrivate?: true): Promise<string> {
    const vpc = isPrivate && { VPC: { VPCId: 'vpc-1', VPCRegion: 'us-east-1' as const } };
    const { HostedZone: zone } = await this.client.send(
      new CreateHostedZoneCommand({ Name: name, CallerReference: `${name}-${isPrivate ?? ''}`, ...vpc }),
    );
    return (zone?.Id ?? '').replace('/hostedzone/', '');
  }

  async put(zoneId: string, ...sets: readonly ResourceRecordSet[]): Promise<void> {
    await this.client.send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId: zoneId,
        ChangeBatch: { Changes: sets.map((ResourceRecordSet) => ({ Action: 'UPSERT', ResourceRecordSet })) },
      }),
    );
  }

  async records(zoneId: string): Promise<RecordSet[]> {
    const sets: RecordSet[] = [];
    for await (const set of this.account.recordSets(zoneId)) sets.push(set);
    return sets;
  }

  /**
   * Has the sandbox answer for a domain by what its zone in the emulator holds, from now on and until it is ended, as
   * Route 53's name servers would: the two TXT records, TLSA records, and the delegation.
   */
  async serve(zoneId: string, domain: string, sandbox: Sandbox): Promise<{ end(): Promise<void> }> {
    const end = new AbortController();
    let last = '';
    const once = async (): Promise<void> => {
      const sets = await this.records(zoneId);
      if (JSON.stringify(sets) === last) return;
      last = JSON.stringify(sets);
      const texts = (owner: string) =>
        sets
          .filter(({ name, type }) => type === 'TXT' && name === `${owner}.${domain}`)
          .flatMap(({ values }) => values.map(txtText));
      const tlsa = sets
        .filter(({ type }) => type === 'TLSA')
        .map(
          ({ name, values }) =>
            [name.slice(0, -domain.length - 1), { secure: true, TLSA: values.map(tlsaOf) }] as const,
        );
      const NS = sets.find(({ type }) => type === 'NS')?.values ?? [];
      await sandbox.apply({
        domain,
        to: {
          record: texts('_mta-sts'),
          tlsRpt: texts('_smtp._tls'),
          zone: { '@': { NS }, ...Object.fromEntries(tlsa) },
        },
      });
    };
    await once();
    const serving = (async () => {
      while (!end.signal.aborted) {
        await once();
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    })();
    return { end: async () => (end.abort(), serving) };
  }
}

function tlsaOf(value: string) {
  const [usage, selector, matchingType, data = ''] = value.split(' ');
  return { usage: Number(usage), selector: Number(selector), matchingType: Number(matchingType), data };
}
