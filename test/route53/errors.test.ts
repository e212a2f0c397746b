import { InvalidChangeBatch, NoSuchHostedZone, Route53ServiceException } from '@aws-sdk/client-route-53';
import { zoneError } from '../../lib/route53/errors';

const NOT_FOUND = "Tried to delete resource record set [name='_mta-sts.a.example.', type='TXT'] but it was not found";
const refusedBatch = (message: string, attempts: number) =>
  new InvalidChangeBatch({ message: 'Invalid batch', messages: [message], $metadata: { attempts } });

test.each([
  ['a record that is not there any more', refusedBatch(NOT_FOUND, 1), { why: 'changed-meanwhile', message: NOT_FOUND }],
  [
    'the same after a try whose answer was lost: that one may have been made',
    refusedBatch(NOT_FOUND, 2),
    { why: 'perhaps-made' },
  ],
  ['a value that Route 53 does not take', refusedBatch('Invalid Resource Record', 1), { why: 'refused' }],
  ['no such zone', new NoSuchHostedZone({ message: 'gone', $metadata: {} }), { why: 'no-such-zone' }],
  [
    'no right',
    new Route53ServiceException({ name: 'AccessDenied', message: 'no', $fault: 'client', $metadata: {} }),
    { why: 'denied', action: 'route53:ListHostedZones' },
  ],
  [
    'no right to take on the role',
    Object.assign(new Error('no'), { name: 'AccessDenied' }),
    { why: 'denied', action: 'sts:AssumeRole' },
  ],
  ['no credentials', Object.assign(new Error('none'), { name: 'CredentialsProviderError' }), { why: 'credentials' }],
  ['anything else', new Error('read\nECONNRESET'), { why: 'failed', message: 'read ECONNRESET' }],
])('%s', (_, error, expected) => {
  expect(zoneError(error, 'route53:ListHostedZones')).toMatchObject({ name: 'ZoneError', ...expected });
});

test('an end from outside stays one', () => {
  const error = Object.assign(new Error('ended'), { name: 'AbortError' });
  expect(zoneError(error, 'route53:GetChange')).toBe(error);
});
