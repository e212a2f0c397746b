import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod';
import { checkMessage } from '../queue';
import { wireObservation } from './observation';

/** MX hosts in a job: few, so that their observations fit one message, and a lost agent delays few. */
export const TARGETS_PER_JOB = 10;

/** Octets of a message: SQS takes 1 MiB, and a part of that is for attributes. */
export const LONGEST_MESSAGE = 1_000_000;

/** Octets that a message may unpack to. */
const MOST_UNPACKED = 16 * 1024 * 1024;

const agentName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/);
const port25 = z.enum(['open', 'closed', 'unproven']);
/** By the clock of the agent: with the time that SQS stamps it tells how long ago something was, whatever that clock shows. */
const sentAt = z
  .number()
  .int()
  .min(0)
  .max(2 ** 52);
const common = { agent: agentName, sentAt };

/** What an agent says: that it is there, that it goes, or what it saw. */
export const agentMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('hello'), ...common, version: z.string().max(40), port25 }),
  z.strictObject({ type: z.literal('bye'), ...common }),
  z.strictObject({
    type: z.literal('result'),
    ...common,
    port25,
    /** As it was received: the stack knows what it handed out. */
    job: checkMessage.extend({ type: z.literal('mx-host'), targets: checkMessage.shape.targets.max(TARGETS_PER_JOB) }),
    /** Set by the stack itself, when it takes one host's observation out of a result to try it again. */
    only: z.string().max(255).optional(),
    observations: z.array(wireObservation).min(1).max(TARGETS_PER_JOB),
  }),
]);
export type AgentMessage = z.infer<typeof agentMessage>;
export type AgentResult = Extract<AgentMessage, { type: 'result' }>;

/** As the body of a message of SQS: JSON, gzipped, in base64. */
export const packMessage = (message: AgentMessage): string => gzipSync(JSON.stringify(message)).toString('base64');

/** @throws Error, ZodError when it is not what {@link packMessage} makes of an agent's message */
export function unpackMessage(body: string): AgentMessage {
  if (body.length > 2 * LONGEST_MESSAGE) throw new RangeError(`a message of ${body.length} characters`);
  return agentMessage.parse(
    JSON.parse(gunzipSync(Buffer.from(body, 'base64'), { maxOutputLength: MOST_UNPACKED }).toString('utf8')),
  );
}

/** For so long a job is hidden from other agents; who works on it prolongs that. Short, so that the jobs of one that died are soon done. */
export const JOB_VISIBILITY_SECONDS = 120;

/** So often a job is given out before it is given up. */
export const JOB_TRIES = 5;
