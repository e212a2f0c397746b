import { openStore } from '../../../lib/storage/open';
import { storeContract } from '../../storage/contract';

const endpoint = process.env.MTA_STS_WATCH_TEST_ENDPOINT;
if (endpoint === undefined) throw new Error('Set MTA_STS_WATCH_TEST_ENDPOINT to the URL of a DynamoDB endpoint that may be filled with tables.');

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const series = `contract-${process.pid}`;

storeContract(endpoint, (place, options) => openStore({ table: `${series}-${place}`, region: 'eu-west-1', endpoint, credentials, create: true }, options));
