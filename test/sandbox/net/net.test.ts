import { listen } from '../../../lib/sandbox/net/listener';
import { LoopbackError, mxAddress, requireAddresses } from '../../../lib/sandbox/net/loopback';
import { onOnePort } from '../../../lib/sandbox/net/one-port';

const ignore = () => undefined;

test('MX addresses go on in the next block', () => {
  expect([0, 253, 254, 508].map(mxAddress)).toEqual(['127.0.1.1', '127.0.1.254', '127.0.2.1', '127.0.3.1']);
});

test('a machine with those addresses is accepted, one without them is told what to do', async () => {
  await expect(requireAddresses(['127.0.1.1', '127.0.1.2'])).resolves.toBeUndefined();
  // TEST-NET-1 (RFC 5737) is nobody's own address.
  const missing = requireAddresses(['127.0.1.1', '192.0.2.1']);
  await expect(missing).rejects.toThrow(LoopbackError);
  await expect(missing).rejects.toThrow(
    'for address in 127.0.1.1 192.0.2.1; do sudo ifconfig lo0 alias $address; done',
  );
});

test('one port on several addresses; taken on one of them, another number is found', async () => {
  const taken = await listen('127.0.3.2', 0, ignore);
  const tried: number[] = [];
  const bound = await onOnePort(0, [
    // The first try gets the number that is taken on the second address.
    (port) => listen('127.0.3.1', tried.length === 0 ? taken.port : port, ignore),
    (port) => {
      tried.push(port);
      return listen('127.0.3.2', port, ignore);
    },
  ]);
  expect(tried).toHaveLength(2);
  expect(tried[0]).toBe(taken.port);
  expect(bound.port).toBe(tried[1]);
  await bound.close();
  await expect(onOnePort(taken.port, [(port) => listen('127.0.3.2', port, ignore)])).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
  await taken.close();
});
