import fc from 'fast-check';
import { parseConfig } from '../../lib/config';
import { addressRefusal } from '../../lib/probes/address-guard';
import { around, RUNS } from './support';

test('no problem of a configuration shows a secret, wherever it was written', () => {
  const token = 'T0kenThatNobodyMaySee';
  const url = fc.constantFrom(
    `https://hooks.slack.com/services/${token}`,
    `https://user:${token}@hook.example/x`,
    `http://hook.example/?key=${token}`,
    `whsec_${token}`,
    `https://hook.example:99999/${token}`,
  );
  const place = fc.constantFrom(
    'alerts:\n  slack:\n    webhookUrl: ',
    'alerts:\n  slack: ',
    'alerts:\n  webhook: ',
    'alerts:\n  webhook:\n    url: ',
    'alerts:\n  webhook:\n    url: https://hook.example/\n    signingSecret: ',
    'heartbeat: ',
    'heartbeat:\n  url: ',
    'alerts: ',
  );
  fc.assert(
    fc.property(place, url, around('\n', ' ', '"'), (before, secret, after) => {
      const parsed = parseConfig(`${before}${secret}${after}\n`, 'fuzz.yaml', {});
      if ('problems' in parsed) expect(JSON.stringify(parsed.problems)).not.toContain(token);
    }),
    { numRuns: RUNS },
  );
});

test('no other spelling of an address is taken for one', () => {
  const octet = fc.nat(255);
  const spelled = fc.tuple(fc.constantFrom(10, 127), octet, octet, octet).chain(([a, b, c, d]) => {
    const number = ((a * 256 + b) * 256 + c) * 256 + d;
    return fc.constantFrom(
      String(number),
      `0x${number.toString(16)}`,
      `0${a.toString(8)}.0${b.toString(8)}.0${c.toString(8)}.0${d.toString(8)}`,
      `0x${a.toString(16)}.${b}.${c}.${d}`,
      `${a}.${b * 65_536 + c * 256 + d}`,
      `${a}.${b}.${c}.${d}.`,
      `[::ffff:${a}.${b}.${c}.${d}]`,
      `fe80::${a}%eth0`,
      `::1%${a}`,
      `${a}.${b}.${c}.${d}/32`,
      ` ${a}.${b}.${c}.${d}`,
    );
  });
  fc.assert(
    fc.property(spelled, fc.boolean(), (text, allowPrivate) => {
      expect(addressRefusal(text, allowPrivate)).toBeDefined();
    }),
    { numRuns: RUNS },
  );
});
