/** The policy host of a domain (RFC 8461 section 3.3). */
export const policyHost = (domain: string): string => `mta-sts.${domain}`;

export const POLICY_PATH = '/.well-known/mta-sts.txt';

/** Where a domain's policy is served (RFC 8461 section 3.3). */
export const policyUrl = (domain: string): string => `https://${policyHost(domain)}${POLICY_PATH}`;
