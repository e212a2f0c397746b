import { parseConfig } from '../../lib/config';
import { withDefaults } from '../../lib/probes/options';

test('an observer without options checks as an empty configuration asks', () => {
  const parsed = parseConfig('', 'monitor.yaml');
  if ('problems' in parsed) throw new Error('an empty file is a configuration');
  const { nameServerPort, httpsPort, smtpPort, allowPrivateAddresses, resolverRate, timeout } = parsed.config;
  expect(withDefaults({})).toMatchObject({
    nameServerPort,
    httpsPort,
    smtpPort,
    allowPrivateAddresses,
    resolverRate,
    checkTimeoutMs: timeout,
  });
});
