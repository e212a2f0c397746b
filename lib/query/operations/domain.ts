import * as z from 'zod';
import { operation } from '../operation';
import { name, none } from '../parameters';
import { ProblemError } from '../problem';
import { domainSchema } from '../resources';
import { domainResource } from '../target/domain';

const ofDomain = z.object({ name: name('a watched domain, as A-labels in lower case') });

export const getDomain = operation({
  method: 'get',
  path: '/api/domains/{name}',
  id: 'getDomain',
  summary: 'Everything that is known of a domain',
  pathParameters: ofDomain,
  query: z.strictObject(none.shape),
  answer: domainSchema,
  problems: [404],
  async run({ path }, { store, clock }) {
    const resource = await domainResource(path.name, { store, clock });
    if (resource === undefined) throw new ProblemError(404, 'This domain is not watched.');
    return resource;
  },
});
