import * as z from 'zod';
import { duration } from './duration';
import { parseDomainName } from './domain-name';
import type { Parsed, Parser } from './leaf';
import { leaf, listLeaf, shown } from './leaf';
import { matching, text } from './values';

const HOUR = 3_600_000;

/** Whoever's ID token carries the claim with one of the values. */
export interface DashboardRule {
  readonly claim: string;
  readonly anyOf: readonly string[];
}

const RULE_FORM = 'a group with `claim` and `anyOf`';

function parseRule(raw: unknown): Parsed<DashboardRule> {
  const { claim, anyOf, ...others } = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>;
  const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
  if (
    isText(claim) &&
    Array.isArray(anyOf) &&
    anyOf.length > 0 &&
    anyOf.every(isText) &&
    Object.keys(others).length === 0
  )
    return { value: { claim, anyOf } };
  return {
    fault: `${shown(raw)} is not a rule about a claim`,
    fix: 'Write the claim and its values, such as { claim: groups, anyOf: [mail-team] }.',
  };
}

const parseReaders: Parser<DashboardRule | 'everybody'> = (raw) =>
  raw === 'everybody' ? { value: raw } : parseRule(raw);

const parseOrigin = matching(
  /^https:\/\/[a-z0-9.-]+(?::\d{1,5})?$/,
  'an origin',
  'https:// and the host, such as https://oauth2.example.com',
);

/** The hosted dashboard. What only a deployment can tell is checked by the construct. */
export const hostedDashboardGroup = () =>
  z.strictObject({
    oidc: z
      .strictObject({
        issuer: leaf(
          matching(
            /^https:\/\/[a-z0-9.-]+[^\s?#]*$/,
            'an issuer',
            'the URL that the ID tokens name, such as https://login.example.com/realms/mail',
          ),
          { about: 'The OpenID Connect provider where people sign in, instead of a Cognito user pool.', form: 'URL' },
        ),
        clientId: leaf(text("a client's id", 'Write the id that the provider gave the application.'), {
          about:
            'A public client there (a single-page application, without a secret), whose redirect URL is the address of the dashboard.',
          form: 'id',
        }),
        readers: leaf(parseReaders, {
          about:
            'Who may read: those whose ID token has the claim with one of the values, or everybody to whom the provider gives a token for this client.',
          form: `\`everybody\`, or ${RULE_FORM}`,
        }),
        scopes: listLeaf(text('a scope', 'Write a scope, such as offline_access.'), (scope) => scope, {
          about: 'What the provider is asked for.',
          form: 'list of scopes',
          otherwise: 'openid, email and profile',
        }).optional(),
        tokenOrigins: listLeaf(parseOrigin, (origin) => origin, {
          about:
            "Where the provider's token endpoint is, when that is not where the issuer is. The page may ask no other host.",
          form: 'list of origins',
          otherwise: "the issuer's",
        }).optional(),
      })
      .optional(),
    operators: leaf(parseRule, {
      about: 'Who may acknowledge alerts, mute them and plan maintenance.',
      form: RULE_FORM,
      otherwise: "the user pool's group `operators`; with `oidc`, nobody",
    }).optional(),
    session: leaf(duration(HOUR, 240 * HOUR), {
      about: "How long people stay signed in with the user pool. With `oidc` that is the provider's to say.",
      form: 'duration',
      otherwise: '12 hours',
    }).optional(),
    signInPrefix: leaf(
      matching(
        /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
        'a prefix',
        'small letters, digits and hyphens, such as mail-team',
      ),
      {
        about: "The first part of the user pool's sign-in address, which nobody else in the region may have.",
        form: 'name',
        otherwise: "made from the stack's id",
      },
    ).optional(),
    domainName: leaf(parseDomainName, {
      about:
        'A name of your own for the dashboard; it wants a certificate, and a CNAME or alias record that leads to the name in the output `MtaStsWatchDashboardTarget`.',
      form: 'name',
      otherwise: 'the name that CloudFront gives',
    }).optional(),
    certificateArn: leaf(
      matching(
        /^arn:aws[a-z-]*:acm:us-east-1:\d{12}:certificate\/[\w-]+$/,
        'the ARN of a certificate in us-east-1',
        'ACM shows it; CloudFront takes certificates of us-east-1 alone',
      ),
      { about: 'The certificate for `domainName`.', form: 'ARN' },
    ).optional(),
    webAclArn: leaf(
      matching(
        /^arn:aws[a-z-]*:wafv2:us-east-1:\d{12}:global\/webacl\/.+$/,
        'the ARN of a global web ACL',
        'AWS WAF shows it',
      ),
      { about: 'A web ACL of AWS WAF in front of everything.', form: 'ARN', otherwise: 'none' },
    ).optional(),
  });
