const given = process.env.MTA_STS_WATCH_TEST_ENDPOINT;
if (given === undefined) throw new Error('Start these tests with npm run test:dynamodb-local.');

/** Where tables may be made at will. */
export const location = {
  endpoint: given,
  region: 'eu-west-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};

/** The names of this process's tables begin with it, so that an endpoint can be used again. */
export const series = `contract-${process.pid}-${Date.now()}`;
