/** The account against a real HTTP server that speaks Route 53's XML, through the whole SDK. */
import type { ZoneConnection } from '../../lib/route53/account';
import { OWN_ACCOUNT, route53Account } from '../../lib/route53/account';
import type { Answer, Asked, Route53Server } from './server';
import { answer, refusal, route53Server, zoneXml } from './server';

const SURROUNDINGS = {
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  AWS_REGION: 'eu-central-1',
  AWS_EC2_METADATA_DISABLED: 'true',
};

let server: Route53Server;
let account: ZoneConnection;
let before: NodeJS.ProcessEnv;
beforeEach(() => {
  before = { ...process.env };
});
afterEach(async () => {
  account.close();
  await server.close();
  process.env = before;
});

async function open(give: (asked: Asked, nth: number) => Answer, apartMs = 0): Promise<void> {
  server = await route53Server(give);
  process.env = { ...before, ...SURROUNDINGS, AWS_ENDPOINT_URL: server.endpoint };
  account = route53Account({ apartMs });
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

const zonesPage = (zones: string, next?: string): Answer =>
  answer(
    'ListHostedZonesResponse',
    `<HostedZones>${zones}</HostedZones><IsTruncated>${next !== undefined}</IsTruncated>${next === undefined ? '' : `<NextMarker>${next}</NextMarker>`}<MaxItems>100</MaxItems>`,
  );

test('it is called by its role, or as the account of the credentials', async () => {
  await open(() => zonesPage(''));
  expect(account.name).toBe(OWN_ACCOUNT);
  const other = route53Account({ roleArn: 'arn:aws:iam::123456789012:role/zones' });
  expect(other.name).toBe('arn:aws:iam::123456789012:role/zones');
  other.close();
});

describe('zones', () => {
  test('all pages, public and private, with the id and the name as the rest of the monitor writes them', async () => {
    await open(({ query }) =>
      query.marker === undefined
        ? zonesPage(zoneXml('Z1', 'Example.COM.') + zoneXml('Z2', 'inside.example.', true), 'Z3')
        : zonesPage(zoneXml('Z3', 'a\\052b.example.')),
    );
    expect(await all(account.zones())).toEqual([
      { id: 'Z1', name: 'example.com', isPrivate: false },
      { id: 'Z2', name: 'inside.example', isPrivate: true },
      { id: 'Z3', name: expect.stringContaining('b.example') as string, isPrivate: false },
    ]);
    expect(server.asked.map(({ method, path, query }) => ({ method, path, query }))).toEqual([
      { method: 'GET', path: '/2013-04-01/hostedzone', query: { maxitems: '100' } },
      { method: 'GET', path: '/2013-04-01/hostedzone', query: { maxitems: '100', marker: 'Z3' } },
    ]);
  });

  test('none is no error, and a marker on the last page asks for nothing more', async () => {
    await open(() =>
      answer(
        'ListHostedZonesResponse',
        '<HostedZones/><IsTruncated>false</IsTruncated><NextMarker>Z9</NextMarker><MaxItems>100</MaxItems>',
      ),
    );
    expect(await all(account.zones())).toEqual([]);
    expect(server.asked).toHaveLength(1);
  });

  test('no page is asked for before it is needed', async () => {
    await open(() => zonesPage(zoneXml('Z1', 'a.example.'), 'Z2'));
    for await (const { id } of account.zones()) {
      expect(id).toBe('Z1');
      break;
    }
    expect(server.asked).toHaveLength(1);
  });

  test('by name: those of just this name, of which there may be a public and private ones', async () => {
    await open(() =>
      answer(
        'ListHostedZonesByNameResponse',
        `<HostedZones>${zoneXml('Z1', 'example.com.')}${zoneXml('Z2', 'example.com.', true)}${zoneXml('Z3', 'example.net.')}</HostedZones><DNSName>example.com</DNSName><IsTruncated>false</IsTruncated><MaxItems>20</MaxItems>`,
      ),
    );
    expect(await account.zonesNamed('example.com')).toEqual([
      { id: 'Z1', name: 'example.com', isPrivate: false },
      { id: 'Z2', name: 'example.com', isPrivate: true },
    ]);
    expect(server.asked[0]).toMatchObject({
      path: '/2013-04-01/hostedzonesbyname',
      query: { dnsname: 'example.com', maxitems: '20' },
    });
  });
});

describe('record sets', () => {
  const setsPage = (sets: string, next = ''): Answer =>
    answer(
      'ListResourceRecordSetsResponse',
      `<ResourceRecordSets>${sets}</ResourceRecordSets><IsTruncated>${next !== ''}</IsTruncated>${next}<MaxItems>300</MaxItems>`,
    );
  const records = (...values: readonly string[]): string =>
    `<ResourceRecords>${values.map((value) => `<ResourceRecord><Value>${value}</Value></ResourceRecord>`).join('')}</ResourceRecords>`;

  test('all pages, from where the one before ended: name, type and identifier', async () => {
    await open((_, nth) =>
      nth === 1
        ? setsPage(
            `<ResourceRecordSet><Name>example.com.</Name><Type>MX</Type><TTL>300</TTL>${records('10 mx1.example.com', '20 mx2.example.com')}</ResourceRecordSet>`,
            '<NextRecordName>www.example.com.</NextRecordName><NextRecordType>A</NextRecordType><NextRecordIdentifier>blue</NextRecordIdentifier>',
          )
        : setsPage(
            '<ResourceRecordSet><Name>www.example.com.</Name><Type>A</Type><SetIdentifier>blue</SetIdentifier><Weight>10</Weight><AliasTarget><HostedZoneId>Z9</HostedZoneId><DNSName>LB.example.net.</DNSName><EvaluateTargetHealth>false</EvaluateTargetHealth></AliasTarget></ResourceRecordSet>',
          ),
    );
    expect(await all(account.recordSets('Z1'))).toEqual([
      { name: 'example.com', type: 'MX', ttl: 300, values: ['10 mx1.example.com', '20 mx2.example.com'] },
      { name: 'www.example.com', type: 'A', values: [], aliasOf: 'lb.example.net', routed: true },
    ]);
    expect(server.asked.map(({ path, query }) => ({ path, query }))).toEqual([
      { path: '/2013-04-01/hostedzone/Z1/rrset', query: { maxitems: '300' } },
      {
        path: '/2013-04-01/hostedzone/Z1/rrset',
        query: { maxitems: '300', name: 'www.example.com.', type: 'A', identifier: 'blue' },
      },
    ]);
  });

  test('a page that ends between two names has no identifier', async () => {
    await open((_, nth) =>
      nth === 1
        ? setsPage('', '<NextRecordName>b.example.</NextRecordName><NextRecordType>TXT</NextRecordType>')
        : setsPage(''),
    );
    expect(await all(account.recordSets('Z1'))).toEqual([]);
    expect(server.asked[1]?.query).toEqual({ maxitems: '300', name: 'b.example.', type: 'TXT' });
  });

  test('a zone that is gone', async () => {
    await open(() => refusal(404, 'NoSuchHostedZone', 'No hosted zone found with ID: Z1'));
    await expect(all(account.recordSets('Z1'))).rejects.toMatchObject({ name: 'ZoneError', why: 'no-such-zone' });
    expect(server.asked).toHaveLength(1);
  });
});

describe('the delegation set', () => {
  test('the name servers, sorted, without the final dot', async () => {
    await open(() =>
      answer(
        'GetHostedZoneResponse',
        `${zoneXml('Z1', 'example.com.')}<DelegationSet><NameServers><NameServer>NS-9.awsdns-01.org.</NameServer><NameServer>ns-1.awsdns-02.com</NameServer></NameServers></DelegationSet>`,
      ),
    );
    expect(await account.nameServers('Z1')).toEqual(['ns-1.awsdns-02.com', 'ns-9.awsdns-01.org']);
    expect(server.asked[0]?.path).toBe('/2013-04-01/hostedzone/Z1');
  });

  test('a private zone has none', async () => {
    await open(() => answer('GetHostedZoneResponse', zoneXml('Z2', 'inside.example.', true)));
    expect(await account.nameServers('Z2')).toEqual([]);
  });
});

describe('changes', () => {
  const changed = (status: string): Answer =>
    answer(
      'ChangeResourceRecordSetsResponse',
      `<ChangeInfo><Id>/change/C1</Id><Status>${status}</Status><SubmittedAt>2026-01-01T00:00:00Z</SubmittedAt></ChangeInfo>`,
    );
  const change = (status: string): Answer =>
    answer(
      'GetChangeResponse',
      `<ChangeInfo><Id>/change/C1</Id><Status>${status}</Status><SubmittedAt>2026-01-01T00:00:00Z</SubmittedAt></ChangeInfo>`,
    );
  const txt = (value: string) => ({ name: '_mta-sts.example.com', type: 'TXT', ttl: 300, values: [value] });

  test('the set as it was is deleted, and then the new one created, in one batch', async () => {
    await open(() => changed('PENDING'));
    const id = await account.change(
      'Z1',
      [{ before: txt('"v=STSv1; id=1"'), after: txt('"v=STSv1; id=2"') }],
      'repair of example.com',
    );
    expect(id).toBe('/change/C1');
    const [{ method, path, body } = { method: '', path: '', body: '' }] = server.asked;
    expect([method, path.replace(/\/$/, '')]).toEqual(['POST', '/2013-04-01/hostedzone/Z1/rrset']);
    expect(body).toContain('<Comment>repair of example.com</Comment>');
    const actions = [...body.matchAll(/<Action>(\w+)<\/Action>.*?<Name>([^<]+)<\/Name>.*?<Value>([^<]+)<\/Value>/gs)];
    expect(actions.map(([, action, name, value]) => [action, name, value?.replaceAll('&quot;', '"')])).toEqual([
      ['DELETE', '_mta-sts.example.com.', '"v=STSv1; id=1"'],
      ['CREATE', '_mta-sts.example.com.', '"v=STSv1; id=2"'],
    ]);
  });

  test('a set that somebody else changed meanwhile', async () => {
    const message =
      "Tried to delete resource record set [name='_mta-sts.example.com.', type='TXT'] but the values provided do not match the current values";
    await open(() => refusal(400, 'InvalidChangeBatch', `[${message}]`));
    await expect(account.change('Z1', [{ before: txt('"x"') }], 'x')).rejects.toMatchObject({
      why: 'changed-meanwhile',
      message: `[${message}]`,
    });
  });

  test('a change is asked for until all name servers have it', async () => {
    await open((_, nth) => change(nth < 2 ? 'PENDING' : 'INSYNC'));
    await account.inSync('/change/C1', new AbortController().signal);
    expect(server.asked.map(({ path }) => path)).toEqual(['/2013-04-01/change/C1', '/2013-04-01/change/C1']);
  });

  test('who waits can give up', async () => {
    const end = new AbortController();
    await open(() => {
      end.abort(new Error('enough'));
      return change('PENDING');
    });
    await expect(account.inSync('/change/C1', end.signal)).rejects.toThrow();
    expect(server.asked).toHaveLength(1);
  });

  test('a missing permission is said at once, with its name', async () => {
    await open(() => refusal(403, 'AccessDenied', 'User is not authorized to perform: route53:GetChange'));
    await expect(account.inSync('/change/C1', new AbortController().signal)).rejects.toMatchObject({
      why: 'denied',
      action: 'route53:GetChange',
    });
    expect(server.asked).toHaveLength(1);
  });
});

describe('a busy account', () => {
  test('a throttled call is repeated until it is answered', async () => {
    await open((_, nth) =>
      nth <= 2 ? refusal(400, 'Throttling', 'Rate exceeded') : zonesPage(zoneXml('Z1', 'a.example.')),
    );
    expect(await all(account.zones())).toMatchObject([{ id: 'Z1' }]);
    expect(server.asked).toHaveLength(3);
  });

  test('a call whose answer was lost may have made the change', async () => {
    await open((_, nth) =>
      nth === 1
        ? [503, '']
        : refusal(
            400,
            'InvalidChangeBatch',
            "[Tried to create resource record set [name='a.example.', type='TXT'] but it already exists]",
          ),
    );
    const after = { name: 'a.example', type: 'TXT', ttl: 300, values: ['"x"'] };
    await expect(account.change('Z1', [{ after }], 'x')).rejects.toMatchObject({ why: 'perhaps-made' });
  });

  test('calls begin so far apart that others of the account have theirs', async () => {
    const apart = 200;
    await open(({ query }) => zonesPage('', query.marker === undefined ? 'Z2' : undefined), apart);
    const from = performance.now();
    await all(account.zones());
    // A timer of Node may ring a millisecond early.
    expect((server.asked[1]?.at ?? 0) - from).toBeGreaterThanOrEqual(apart - 5);
  });
});
