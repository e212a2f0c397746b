import { sendHeartbeat } from '../../lib/alerts/heartbeat';
import { startReceiver } from '../support/receiver';

const never = new AbortController().signal;

test('it is one GET of the URL as it is written, with its user as credentials', async () => {
  const receiver = await startReceiver();
  try {
    const url = `${receiver.url.replace('//', '//me:s%20cret@')}/ping/7c1f?status=up`;
    await sendHeartbeat(url, never, []);
    expect(receiver.received).toMatchObject([
      {
        path: '/ping/7c1f?status=up',
        body: '',
        headers: {
          authorization: `Basic ${Buffer.from('me:s cret').toString('base64')}`,
          'user-agent': 'mta-sts-watch',
        },
      },
    ]);
  } finally {
    await receiver.close();
  }
});

test('a lost one is sent again; after the last try the message names the host and no secret', async () => {
  let answers = [500, 200];
  const receiver = await startReceiver((response) => response.writeHead(answers.shift() ?? 503).end('no'));
  try {
    const url = `${receiver.url}/ping/very-secret`;
    await sendHeartbeat(url, never, [1, 1]);
    expect(receiver.received).toHaveLength(2);
    answers = [];
    await expect(sendHeartbeat(url, never, [1, 1])).rejects.toThrow(
      `the heartbeat (${new URL(url).host}) answered 503: no`,
    );
    expect(receiver.received).toHaveLength(5);
  } finally {
    await receiver.close();
  }
});

test('no redirect is followed', async () => {
  const receiver = await startReceiver((response) => response.writeHead(302, { location: '/elsewhere' }).end());
  try {
    await expect(sendHeartbeat(`${receiver.url}/x`, never, [])).rejects.toThrow('answered 302');
    expect(receiver.received.map(({ path }) => path)).toEqual(['/x']);
  } finally {
    await receiver.close();
  }
});

test('an end that was asked for ends it', async () => {
  const end = new AbortController();
  const receiver = await startReceiver((response) => {
    response.writeHead(500).end();
    end.abort();
  });
  try {
    await expect(sendHeartbeat(receiver.url, end.signal, [60_000])).rejects.toThrow('aborted');
  } finally {
    await receiver.close();
  }
});
