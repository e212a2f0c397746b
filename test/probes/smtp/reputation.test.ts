import { isAboutOurAddress } from '../../../lib/probes/smtp/reputation';

const reply = (code: number, ...lines: string[]) => ({ code, lines, firstLine: `${code} ${lines[0] ?? ''}` });

test.each([
  [554, '5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org'],
  [
    550,
    '5.7.1 Service unavailable, Client host [192.0.2.1] blocked using Spamhaus. To request removal from this list see https://www.spamhaus.org/query/ip/192.0.2.1',
  ],
  [
    550,
    "5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. Please contact your Internet service provider since part of their network is on our block list (S3140).",
  ],
  [554, '5.7.1 The server sending this message has a poor reputation.'],
  [421, '4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to poor IP reputation'],
  [554, 'mx.example.com ESMTP not accepting connections: 192.0.2.1 is listed in the DNSBL'],
  [550, 'IP address 192.0.2.1 is blacklisted'],
  [554, 'dynamic IP addresses are not welcome here'],
])('%i %s', (code, text) => {
  expect(isAboutOurAddress(reply(code, text))).toBe(true);
});

test.each([
  [554, '5.7.1 not welcome'],
  [421, '4.3.2 Too many connections'],
  [451, '4.7.1 Greylisted, try again later'],
  [550, '5.7.1 Your name is not welcome'],
  [554, 'No SMTP service here'],
  [220, 'mx.example.com protected by Spamhaus'],
  [454, '4.7.0 TLS not available: the listed on key is missing'],
])('%i %s: not about us', (code, text) => {
  expect(isAboutOurAddress(reply(code, text))).toBe(false);
});

test('the words may stand in any line', () => {
  expect(
    isAboutOurAddress(
      reply(
        554,
        'mx.example.com',
        "Your access to this mail system has been rejected due to the sending MTA's poor reputation.",
      ),
    ),
  ).toBe(true);
});
