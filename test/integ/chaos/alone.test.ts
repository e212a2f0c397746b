import { networkInterfaces } from 'node:os';
import { whenAlone } from './support/alone';

whenAlone('nothing of this suite can leave the machine: its namespace has only the loopback interface', () => {
  expect(Object.keys(networkInterfaces())).toEqual(['lo']);
});
