/** An STS policy, RFC 8461 section 3.2. */
export interface StsPolicy {
  readonly mode: PolicyMode;
  /** mx patterns as published, in order; may be empty under mode `none` only. */
  readonly mx: readonly string[];
  /** Seconds, as published: may exceed the maximum, which makes the verdict `warn`. */
  readonly maxAge: number;
}

export const POLICY_MODES = ['enforce', 'testing', 'none'] as const;
export type PolicyMode = (typeof POLICY_MODES)[number];

/** The lines of the policy, one a field. */
export const policyFields = (policy: StsPolicy): readonly string[] => [
  'version: STSv1',
  `mode: ${policy.mode}`,
  ...policy.mx.map((pattern) => `mx: ${pattern}`),
  `max_age: ${policy.maxAge}`,
];
