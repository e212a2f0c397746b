import { slackChannel } from '../../lib/alerts/slack/channel';
import type { SlackBlock } from '../../lib/alerts/slack/blocks';
import { slackMessage } from '../../lib/alerts/slack/blocks';
import { RetryLater } from '../../lib/monitor/ports';
import { startReceiver } from '../support/receiver';
import { crowd, delivery, message } from './deliveries';

const texts = (blocks: readonly SlackBlock[]): string[] =>
  blocks.flatMap((block) => (block.type === 'context' ? block.elements.map(({ text }) => text) : [block.text.text]));

describe('the message', () => {
  test('says severity, what happens, what to do, and the facts', () => {
    const { text, blocks } = slackMessage(delivery(message()));
    expect(text).toBe(
      'Critical: Mail to 3 domains is being refused: the certificate of mx1.example.com expired 2 hours ago.',
    );
    expect(blocks.map((block) => block.type)).toEqual(['header', 'section', 'context']);
    expect(texts(blocks)[1]).toBe(
      '🔴 Critical: Mail to 3 domains is being refused: the certificate of mx1.example.com expired 2 hours ago.\nRenew it.',
    );
    expect(texts(blocks)[2]).toBe('Domains: a.example, b.example, c.example');
  });

  test('puts the worst first and counts them in the header', () => {
    const { blocks } = slackMessage(
      delivery(
        message({ severity: 'warning', headline: 'small' }),
        message({ headline: 'big' }),
        message({ form: 'resolved', severity: 'error', headline: 'over' }),
      ),
    );
    expect(texts(blocks)[0]).toBe('3 mail security alerts: 1 critical, 1 warning, 1 resolved');
    expect(texts(blocks)[1]).toContain('big');
  });

  test('reads nothing from the network as formatting, a link or a mention', () => {
    const hostile = '<!channel> *bold* <https://evil.example|click> & `code` :tada:';
    const { text, mrkdwn, blocks } = slackMessage(
      delivery(message({ headline: hostile, facts: [['Record', hostile]] })),
    );
    expect(mrkdwn).toBe(false);
    for (const shown of [text, ...texts(blocks)]) expect(shown).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
    expect(texts(blocks)[1]).toContain('&lt;!channel&gt; *bold*');
    expect(JSON.stringify(blocks)).not.toContain('mrkdwn');
    expect(
      blocks
        .flatMap((block) => (block.type === 'context' ? block.elements : [block.text]))
        .every(({ type, emoji }) => type === 'plain_text' && !emoji),
    ).toBe(true);
  });

  test.each([1, 24, 25, 49, 50, 400])('holds Slack’s limits with %d alerts, and names each of them', (count) => {
    const { blocks } = slackMessage(delivery(...crowd(count)));
    expect(blocks.length).toBeLessThanOrEqual(50);
    const all = texts(blocks).join('\n');
    for (let index = 0; index < count; index += 1) expect(all).toContain(`Alert number ${index}.`);
  });

  test('tells alike alerts together', () => {
    const alike = Array.from({ length: 30 }, (_, index) =>
      message({ subject: { type: 'mx-host', name: `mx${index}.example.com` } }),
    );
    const { text, blocks } = slackMessage(delivery(...alike));
    expect(text).toBe('30 mail security alerts: 30 critical');
    expect(blocks.filter(({ type }) => type === 'section')).toHaveLength(1);
    expect(texts(blocks)[1]).toContain('30 MX hosts: ');
  });

  test.each([1, 49, 10_000])('cuts long texts within Slack’s limits with %d alerts', (count) => {
    const { text, blocks } = slackMessage(
      delivery(...crowd(count, { headline: '&'.repeat(5_000), facts: [['Record', '😀'.repeat(4_000)]] })),
    );
    expect(text.length).toBeLessThanOrEqual(4_000);
    expect(blocks.length).toBeLessThanOrEqual(50);
    for (const block of blocks) {
      const most = block.type === 'header' ? 150 : block.type === 'section' ? 3_000 : 2_000;
      for (const shown of texts([block])) {
        expect(shown.length).toBeLessThanOrEqual(most);
        expect(shown).not.toMatch(/&(?!amp;)|[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
      }
    }
    if (count > 49) expect(texts(blocks).at(-1)).toMatch(/^… and \d+ more/);
  });
});

describe('the webhook', () => {
  test('posts JSON', async () => {
    const receiver = await startReceiver();
    await slackChannel(`${receiver.url}/services/T/B/secret`).send(delivery(message()));
    await receiver.close();
    expect(receiver.received).toHaveLength(1);
    expect(receiver.received[0]?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(receiver.received[0]?.body ?? '')).toEqual(slackMessage(delivery(message())));
  });

  test.each([
    ['120', 120_000, 120_000],
    [new Date(Date.now() + 90_000).toUTCString(), 80_000, 90_000],
    ['0', 1_000, 1_000],
    ['999999', 3_600_000, 3_600_000],
    ['soon', 60_000, 60_000],
  ])('waits as Retry-After %s says, within bounds', async (header, least, most) => {
    const receiver = await startReceiver((response) =>
      response.writeHead(429, { 'retry-after': header }).end('rate_limited'),
    );
    const failure = await slackChannel(receiver.url)
      .send(delivery(message()))
      .catch((error: unknown) => error);
    await receiver.close();
    expect(failure).toBeInstanceOf(RetryLater);
    expect((failure as RetryLater).afterMs).toBeGreaterThanOrEqual(least);
    expect((failure as RetryLater).afterMs).toBeLessThanOrEqual(most);
  });

  test.each([
    [404, 'no_service', /answered 404: no_service\. The webhook was removed: make a new one/],
    [410, 'channel_is_archived', /channel_is_archived\. Take the channel out of the archive/],
    [400, 'invalid_payload', /answered 400: invalid_payload$/],
    [500, '', /answered 500$/],
    [302, '', /answered 302$/],
  ])('says what %d %s means, and never shows the URL', async (status, body, words) => {
    const receiver = await startReceiver((response) =>
      response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end(body),
    );
    const failure = slackChannel(`${receiver.url}/services/T0/B0/SECRET`).send(delivery(message()));
    await expect(failure).rejects.toThrow(words);
    await expect(failure).rejects.not.toThrow(/SECRET/);
    await receiver.close();
  });

  test('a receiver that is not there is an error that names it', async () => {
    const receiver = await startReceiver();
    await receiver.close();
    await expect(slackChannel(`${receiver.url}/SECRET`).send(delivery(message()))).rejects.toThrow(
      /^Slack \(127\.0\.0\.1:\d+\) could not be reached: ECONNREFUSED$/,
    );
  });

  test('an endless or hostile answer is not read to its end, nor shown raw', async () => {
    const receiver = await startReceiver((response) => {
      response.writeHead(400);
      response.write(`\u001b[31m${'x'.repeat(100_000)}`);
    });
    const failure = await slackChannel(receiver.url)
      .send(delivery(message()))
      .catch((error: unknown) => error);
    await receiver.close();
    expect((failure as Error).message).toContain('\\u001b[31mxxx');
    expect((failure as Error).message.length).toBeLessThan(400);
  });

  test('an abort ends the request', async () => {
    const receiver = await startReceiver(() => undefined);
    const abort = new AbortController();
    const sending = slackChannel(receiver.url).send(delivery(message()), abort.signal);
    abort.abort();
    await expect(sending).rejects.toThrow(/could not be reached/);
    await receiver.close();
  });
});
