import { judgeMxHost } from '../../../lib/core/judge';
import { mxHostCheck } from '../../../lib/core/diff';
import type { MxHostObservation, SmtpEndpoint } from '../../../lib/core/model';
import { acceptanceOf } from '../../../lib/core/verdict/acceptance';
import { mxHostViewOfState } from '../../../lib/core/verdict/from-state';
import { ADDRESS, addresses, endpoint, failedEndpoint, mxHostObservation, omit } from '../../support/observations';
import { HOST, Watch } from './checks';
import { readMxHost } from '../../../lib/core/reading';

const SECOND = '192.0.2.26';
const sound = endpoint();
const lost = endpoint({ failure: { step: 'tls-ehlo', cause: 'closed', detail: '' } });
const slow = failedEndpoint({ step: 'greeting', cause: 'slow', detail: '' });
const refused = failedEndpoint({ step: 'connect', cause: 'refused', detail: '' });
const at = (address: string, session: SmtpEndpoint): SmtpEndpoint => ({ ...session, address });

const seenOf = (observation: MxHostObservation): Parameters<Watch['see']>[0] =>
  omit(mxHostCheck(readMxHost(observation), judgeMxHost(readMxHost(observation))), 'observedAt');
const one = (session: SmtpEndpoint) => seenOf(mxHostObservation({ endpoints: [session] }));
/** Two addresses, of which these sessions were tried. */
const two = (...endpoints: SmtpEndpoint[]) =>
  seenOf(mxHostObservation({ addresses: addresses(ADDRESS, SECOND), endpoints }));
const acceptance = ({ state }: Watch) => state && acceptanceOf(mxHostViewOfState(state));
const open = ({ state }: Watch): string[] =>
  Object.values(state?.findings ?? {}).flatMap(({ status, finding }) => (status === 'open' ? [finding.kind] : []));

describe('a session that does not survive TLS', () => {
  test('is no reason to call a new host accepted, and is a finding when it lasts', () => {
    const watch = new Watch(HOST);
    watch.see(one(lost));
    expect([acceptance(watch), open(watch)]).toEqual(['unknown', []]);
    watch.see(one(lost));
    watch.see(one(lost));
    expect([acceptance(watch), open(watch)]).toEqual(['refused', ['mx-host-session-failed']]);
  });

  test('once, at a host that was accepted, changes nothing', () => {
    const watch = new Watch(HOST);
    watch.see(one(sound));
    watch.see(one(lost));
    expect([acceptance(watch), open(watch)]).toEqual(['accepted', []]);
  });

  test('is over when sessions survive again', () => {
    const watch = new Watch(HOST);
    for (let n = 0; n < 3; n += 1) watch.see(one(lost));
    for (let n = 0; n < 3; n += 1) watch.see(one(sound));
    expect([acceptance(watch), open(watch)]).toEqual(['accepted', []]);
  });
});

test('a host that is slow for long is not known to be sound, and not refused', () => {
  const watch = new Watch(HOST);
  watch.see(one(sound));
  for (let n = 0; n < 3; n += 1) watch.see(one(slow));
  expect([acceptance(watch), open(watch)]).toEqual(['unknown', ['mx-host-slow']]);
});

describe('an address whose turn it was not', () => {
  const silent = at(SECOND, refused);

  test('confirms nothing: only the checks that visited it count', () => {
    const watch = new Watch(HOST);
    watch.see(two(sound, silent));
    for (let n = 0; n < 5; n += 1) watch.see(two(sound));
    watch.see(two(sound, silent));
    expect(open(watch)).toEqual([]);
    watch.see(two(sound));
    watch.see(two(sound, silent));
    expect(open(watch)).toEqual(['mx-host-unreachable']);
  });

  test('clears nothing either', () => {
    const watch = new Watch(HOST);
    for (let n = 0; n < 3; n += 1) watch.see(two(sound, silent));
    for (let n = 0; n < 5; n += 1) watch.see(two(sound));
    expect(open(watch)).toEqual(['mx-host-unreachable']);
    for (let n = 0; n < 3; n += 1) watch.see(two(at(SECOND, sound)));
    expect(open(watch)).toEqual([]);
  });
});
