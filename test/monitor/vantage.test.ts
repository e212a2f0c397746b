import type { MxHostObservation, SmtpEndpoint } from '../../lib/core/model';
import { unknown } from '../../lib/core/model';
import { isDoubtful, KeptProof, outOfReach, provePort25 } from '../../lib/monitor/vantage';
import { mxHostObservation } from '../support/observations';

const at = { address: '192.0.2.25', family: 4, port: 25, durationMs: 9 } as const;
const shows = (endpoint: Partial<SmtpEndpoint>): MxHostObservation =>
  mxHostObservation({ endpoints: [{ ...at, ...endpoint }] });

const seen = mxHostObservation();
const silent = shows({ failure: { step: 'connect', cause: 'timeout', detail: '' } });
const refused = shows({ failure: { step: 'connect', cause: 'refused', detail: '' } });
const turnedAway = shows({
  greeting: '554 listed',
  failure: { step: 'greeting', cause: 'blocklisted', detail: '554 listed', replyCode: 554 },
});
const accepted = shows({ failure: { step: 'greeting', cause: 'timeout', detail: '' } });
const stripped = shows({ greeting: '220 hello', ehloKeywords: ['XXXXXXXA'], startTlsOffered: false });
const noName = mxHostObservation({ addresses: unknown('timeout', ''), endpoints: [] });

const prove = (...canaries: readonly MxHostObservation[]) => {
  const asked: string[] = [];
  const observer = {
    observeMxHost: async (host: string) => {
      asked.push(host);
      return canaries[Number(host)] ?? noName;
    },
  };
  return provePort25(
    canaries.map((_, index) => String(index)),
    observer,
  ).then((proof) => ({ ...proof, asked }));
};

test.each<[string, readonly MxHostObservation[], string]>([
  ['one of three answers', [silent, seen, silent], 'open'],
  ['one turns us away, in words', [silent, turnedAway, silent], 'open'],
  ['none answers', [silent, refused, silent], 'closed'],
  ['connections are taken, and nothing is said', [accepted, accepted], 'closed'],
  ['the answers lack STARTTLS, all of them', [stripped, stripped, silent], 'closed'],
  ['only one answer lacks it', [stripped, seen], 'open'],
  ['one is silent, and the others have no address', [silent, noName, noName], 'unproven'],
  ['the DNS does not answer', [noName, noName], 'unproven'],
  ['the only canary is silent', [silent], 'closed'],
  ['there is none', [], 'unproven'],
])('port 25: %s', async (_, canaries, expected) => {
  expect(await prove(...canaries)).toMatchObject({
    port25: expected,
    asked: canaries.map((_canary, index) => String(index)),
  });
});

test('the first that answers ends the wait for the others, and a late end proves nothing', async () => {
  const waiting = (signal?: AbortSignal) =>
    new Promise<MxHostObservation>((_, reject) => signal?.addEventListener('abort', () => reject(new Error('ended'))));
  const observer = {
    observeMxHost: async (host: string, signal?: AbortSignal) => (host === 'answers' ? seen : waiting(signal)),
  };
  expect(await provePort25(['waits', 'answers'], observer)).toMatchObject({ port25: 'open' });
  const end = new AbortController();
  const proof = provePort25(['waits', 'waits too'], observer, end.signal);
  end.abort();
  expect(await proof).toMatchObject({ port25: 'unproven' });
});

test('what gave no TLS session was out of reach; what did stays', () => {
  expect([silent, refused, stripped, turnedAway, seen].map(isDoubtful)).toEqual([true, true, true, false, false]);
  expect(outOfReach(stripped).endpoints).toEqual([
    { ...at, failure: { step: 'connect', cause: 'vantage-blocked', detail: 'port 25 is closed to this place' } },
  ]);
  expect(outOfReach(seen)).toEqual(seen);
});

test('a proof is kept for its time', async () => {
  let now = 0;
  let proofs = 0;
  const kept = new KeptProof({ now: () => now }, 1000);
  const get = () => kept.get(async () => ({ port25: 'open', reason: String(++proofs) }));
  expect([(await get()).reason, (now = 999), (await get()).reason, (now = 1000), (await get()).reason]).toEqual([
    '1',
    999,
    '1',
    1000,
    '2',
  ]);
});
