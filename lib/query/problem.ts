import type { z } from 'zod';
import type { ProblemResource } from './resources';
import type { DraftFault } from '../core/alerting';

const TITLES: Readonly<Record<number, string>> = {
  400: 'The request cannot be understood',
  401: 'Nobody is signed in',
  403: 'This is not allowed',
  404: 'There is no such thing',
  405: 'The method is not allowed',
  409: 'It has changed meanwhile',
  413: 'The body is too large',
  414: 'The address is too long',
  415: 'The type of the body is not known here',
  429: 'Too many requests',
  500: 'The monitor failed',
};

/** Thrown to answer with a problem (RFC 9457). */
export class ProblemError extends Error {
  constructor(
    readonly status: number,
    /** What is wrong here, and what to do. */
    readonly detail: string,
    readonly more: {
      readonly errors?: ProblemResource['errors'];
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(detail);
    this.name = 'ProblemError';
  }
}

/** One parameter at fault. */
export const parameterProblem = (parameter: string, detail: string): ProblemError =>
  new ProblemError(400, `${parameter}: ${detail}`, { errors: [{ parameter, detail }] });

/** Each parameter that does not fit its schema. */
export function invalidProblem(error: z.ZodError): ProblemError {
  const errors = error.issues.map((issue) => ({ parameter: parameterOf(issue), detail: issue.message }));
  return new ProblemError(400, errors.map(({ parameter, detail }) => `${parameter}: ${detail}`).join('; '), { errors });
}

/** A name that the schema does not know stands in the issue, not in its path. */
const parameterOf = (issue: z.core.$ZodIssue): string =>
  (issue.code === 'unrecognized_keys'
    ? (issue.keys[0] ?? '')
    : issue.path.filter((part) => typeof part === 'string').join('.')
  ).slice(0, 100);

export function problemResponse({ status, detail, more }: ProblemError): Response {
  const body: ProblemResource = {
    type: 'about:blank',
    title: TITLES[status] ?? 'It failed',
    status,
    detail,
    ...(more.errors !== undefined && { errors: more.errors }),
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...more.headers,
    },
  });
}

/** Each field of a body that says something impossible. */
export const faultsProblem = (faults: readonly DraftFault[]): ProblemError =>
  new ProblemError(400, faults.map(({ field, says }) => `${field}: ${says}`).join(' '), {
    errors: faults.map(({ field, says }) => ({ parameter: field, detail: says })),
  });
