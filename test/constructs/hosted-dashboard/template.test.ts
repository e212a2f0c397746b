import type { Template } from 'aws-cdk-lib/assertions';
import { Match } from 'aws-cdk-lib/assertions';
import { contentSecurityPolicy, PAGE_HEADERS } from '../../../lib/contract/page-policy';
import type { Resource } from '../synthesised';
import { strings } from '../synthesised';
import { CERTIFICATE, everything, OIDC, templateOf, WEB_ACL } from './hosted';

let least: Template;
let most: Template;
beforeAll(() => {
  [least, most] = [templateOf(), templateOf(everything)];
}, 240_000);

const properties = (template: Template, type: string) =>
  Object.values(template.findResources(type) as unknown as Record<string, Resource>).map(
    ({ Properties }) => Properties,
  );
const statements = (template: Template): Record<string, unknown>[] =>
  properties(template, 'AWS::IAM::Policy').flatMap(
    ({ PolicyDocument }) => (PolicyDocument as { Statement: Record<string, unknown>[] }).Statement,
  );
const distribution = (template: Template) =>
  (properties(template, 'AWS::CloudFront::Distribution')[0] as { DistributionConfig: Record<string, unknown> })
    .DistributionConfig;

describe('closed by default', () => {
  test('the API has one route, and an ID token of the one provider for the one client opens it', () => {
    for (const [template, issuer, audience] of [
      [
        least,
        { 'Fn::GetAtt': [Match.stringLikeRegexp('UsersPool'), 'ProviderURL'] },
        { Ref: Match.stringLikeRegexp('UsersPoolPage') },
      ],
      [most, OIDC.issuer, OIDC.clientId],
    ] as const) {
      template.resourceCountIs('AWS::ApiGatewayV2::Route', 1);
      template.hasResourceProperties('AWS::ApiGatewayV2::Route', {
        RouteKey: 'ANY /api/{proxy+}',
        AuthorizationType: 'JWT',
        AuthorizerId: { Ref: Match.stringLikeRegexp('SignedIn') },
      });
      template.resourceCountIs('AWS::ApiGatewayV2::Authorizer', 1);
      template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
        AuthorizerType: 'JWT',
        IdentitySource: ['$request.header.Authorization'],
        JwtConfiguration: { Issuer: issuer, Audience: [audience] },
      });
    }
  });

  test('no other site may ask it, and no other door leads to the function', () => {
    expect(properties(least, 'AWS::ApiGatewayV2::Api')).toEqual([
      expect.not.objectContaining({ CorsConfiguration: expect.anything() as unknown }),
    ]);
    for (const type of ['AWS::Lambda::Url', 'AWS::Cognito::IdentityPool', 'AWS::ApiGatewayV2::DomainName'])
      least.resourceCountIs(type, 0);
    expect(properties(least, 'AWS::Lambda::Permission')).toEqual([
      expect.objectContaining({ Principal: 'apigateway.amazonaws.com', SourceArn: expect.anything() as unknown }),
    ]);
  });

  test('with a web ACL, the API answers only what came by the distribution, which shows it by a secret', () => {
    const secret = {
      'Fn::Join': [
        '',
        ['{{resolve:secretsmanager:', { Ref: expect.stringMatching(/OriginSecret/) as string }, ':SecretString:::}}'],
      ],
    };
    const origins = distribution(most).Origins as { OriginCustomHeaders?: unknown[] }[];
    expect(origins.map(({ OriginCustomHeaders }) => OriginCustomHeaders)).toContainEqual([
      { HeaderName: 'x-mta-sts-watch-origin', HeaderValue: secret },
    ]);
    expect(
      properties(most, 'AWS::Lambda::Function').map(
        ({ Environment }) =>
          (Environment as { Variables: Record<string, unknown> } | undefined)?.Variables.MTA_STS_WATCH_ORIGIN_SECRET,
      ),
    ).toContainEqual(secret);
    least.resourceCountIs('AWS::SecretsManager::Secret', 0);
  });

  test('nobody signs up, and nobody is let in by a password alone', () => {
    least.hasResourceProperties('AWS::Cognito::UserPool', {
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
    });
    least.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'],
      RefreshTokenRotation: { Feature: 'ENABLED' },
      PreventUserExistenceErrors: 'ENABLED',
      SupportedIdentityProviders: ['COGNITO'],
    });
    most.resourceCountIs('AWS::Cognito::UserPool', 0);
  });

  test('people come back to the dashboard and to no other place', () => {
    const [client] = properties(least, 'AWS::Cognito::UserPoolClient');
    const home = [
      {
        'Fn::Join': [
          '',
          ['https://', { 'Fn::GetAtt': [expect.stringMatching(/Distribution/) as string, 'DomainName'] }, '/'],
        ],
      },
    ];
    expect(client).toMatchObject({ CallbackURLs: home, LogoutURLs: home });
  });

  test('who may do what is told the function; without operators it can change nothing', () => {
    const access = (template: Template) =>
      properties(template, 'AWS::Lambda::Function')
        .map(
          ({ Environment }) =>
            (Environment as { Variables: Record<string, unknown> } | undefined)?.Variables.MTA_STS_WATCH_ACCESS,
        )
        .find((value) => value !== undefined);
    const writes = (template: Template) =>
      statements(template).filter((statement) => strings(statement).includes('dynamodb:PutItem')).length;
    expect([access(least), writes(least)]).toEqual([
      '{"operators":{"claim":"cognito:groups","anyOf":["operators"]}}',
      1,
    ]);
    expect([access(most), writes(most)]).toEqual([
      '{"readers":{"claim":"groups","anyOf":["mail-team"]},"operators":{"claim":"groups","anyOf":["postmasters"]}}',
      1,
    ]);
    const reading = templateOf(() => ({ signIn: { ...OIDC, readers: 'everybody' } }));
    expect([access(reading), writes(reading)]).toEqual(['{}', 0]);
  });
});

describe('the page', () => {
  test('lies in a bucket that is not public, and that the distribution alone reads', () => {
    least.resourceCountIs('AWS::S3::Bucket', 1);
    least.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Delete',
      Properties: {
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        BucketEncryption: Match.anyValue(),
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      },
    });
    const [policy] = properties(least, 'AWS::S3::BucketPolicy') as {
      PolicyDocument: { Statement: { Effect: string; Principal: unknown; Action: unknown; Condition: unknown }[] };
    }[];
    expect(policy?.PolicyDocument.Statement.filter(({ Effect }) => Effect === 'Allow')).toMatchObject([
      {
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Action: 's3:GetObject',
        Condition: { StringEquals: { 'AWS:SourceArn': expect.anything() as unknown } },
      },
    ]);
    expect(policy?.PolicyDocument.Statement).toContainEqual(
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    );
    expect(strings(properties(least, 'AWS::S3::Bucket'))).not.toContain('WebsiteConfiguration');
  });

  test('comes with the policy of the local one, and may ask the sign-in besides', () => {
    const [headers] = properties(most, 'AWS::CloudFront::ResponseHeadersPolicy') as {
      ResponseHeadersPolicyConfig: Record<string, unknown>;
    }[];
    expect(headers?.ResponseHeadersPolicyConfig).toMatchObject({
      SecurityHeadersConfig: {
        ContentSecurityPolicy: {
          ContentSecurityPolicy: contentSecurityPolicy(['https://login.example.com', 'https://tokens.example.com']),
          Override: false,
        },
        StrictTransportSecurity: { AccessControlMaxAgeSec: 63_072_000, IncludeSubdomains: true, Override: true },
        ContentTypeOptions: { Override: true },
        FrameOptions: { FrameOption: PAGE_HEADERS['x-frame-options'] },
        ReferrerPolicy: { ReferrerPolicy: PAGE_HEADERS['referrer-policy'] },
      },
      CustomHeadersConfig: {
        Items: ['cross-origin-opener-policy', 'cross-origin-resource-policy', 'permissions-policy'].map(
          (Header) =>
            expect.objectContaining({ Header, Value: PAGE_HEADERS[Header as keyof typeof PAGE_HEADERS] }) as unknown,
        ),
      },
    });
    expect(strings(properties(least, 'AWS::CloudFront::ResponseHeadersPolicy')).join('')).toMatch(
      /connect-src 'self' https:\/\/.*amazoncognito\.com; base-uri/,
    );
  });

  test('is asked again whether it has changed; what the API says is never kept', () => {
    least.hasResourceProperties('Custom::CDKBucketDeployment', {
      SystemMetadata: { 'cache-control': 'no-cache' },
      Prune: true,
      RetainOnDelete: false,
    });
    expect(distribution(least).CacheBehaviors).toMatchObject([
      {
        PathPattern: '/api/*',
        CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
        ViewerProtocolPolicy: 'https-only',
        AllowedMethods: expect.arrayContaining(['GET', 'POST', 'DELETE']) as string[],
      },
    ]);
    expect(distribution(least).DefaultCacheBehavior).toMatchObject({
      ViewerProtocolPolicy: 'redirect-to-https',
      AllowedMethods: ['GET', 'HEAD'],
    });
  });
});

describe('a name of its own', () => {
  test('without a zone to write into, its owner is told where it must lead', () => {
    const template = templateOf((stack) => {
      const { domain, ...others } = everything(stack);
      return {
        ...others,
        ...(domain !== undefined && { domain: { name: domain.name, certificate: domain.certificate } }),
      };
    });
    template.resourceCountIs('AWS::Route53::RecordSet', 0);
    template.hasOutput('MtaStsWatchDashboardTarget', {
      Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('Distribution'), 'DomainName'] },
    });
  });

  test('TLS 1.2 of 2021 and later, its records, and the web ACL', () => {
    expect(distribution(most)).toMatchObject({
      Aliases: ['mail.example.com'],
      ViewerCertificate: {
        AcmCertificateArn: CERTIFICATE,
        MinimumProtocolVersion: 'TLSv1.2_2021',
        SslSupportMethod: 'sni-only',
      },
      WebACLId: WEB_ACL,
    });
    expect(properties(most, 'AWS::Route53::RecordSet').map(({ Name, Type }) => [Name, Type])).toEqual([
      ['mail.example.com.', 'A'],
      ['mail.example.com.', 'AAAA'],
    ]);
    most.hasOutput('MtaStsWatchDashboardUrl', { Value: 'https://mail.example.com/' });
  });
});

test('each request for data is logged with who asked, for as long as other logs are kept', () => {
  const [stage] = properties(least, 'AWS::ApiGatewayV2::Stage') as {
    StageName: string;
    AccessLogSettings: { Format: string };
    DefaultRouteSettings: unknown;
  }[];
  expect(stage).toMatchObject({
    StageName: '$default',
    DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 200 },
  });
  expect(JSON.parse(stage?.AccessLogSettings.Format ?? '')).toMatchObject({
    requestId: '$context.requestId',
    subject: '$context.authorizer.claims.sub',
    path: '$context.path',
    status: '$context.status',
  });
  for (const group of properties(least, 'AWS::Logs::LogGroup')) expect(group.RetentionInDays).toBe(30);
});

test('what goes with the stack goes whole', () => {
  for (const [id, { Type, DeletionPolicy }] of Object.entries(
    (least.toJSON() as { Resources: Record<string, Resource> }).Resources,
  )) {
    if (/Bucket$|UserPool$|LogGroup$/.test(Type)) expect([id, DeletionPolicy]).toEqual([id, 'Delete']);
  }
});

test.each([
  ['with a pool of its own', () => least],
  ['with a provider that is there', () => most],
])('what an upgrade would replace, %s: nothing that is not meant', (_name, template) => {
  const mask = (text: string): string =>
    text.replace(/[0-9a-f]{64}(?=\.zip|\.json|$)/g, 'HASH').replace(/(?<=s3\.[^/]*\/)[0-9a-f]{64}/g, 'HASH');
  const { Resources, Outputs } = template().toJSON() as { Resources: unknown; Outputs: unknown };
  expect(
    JSON.parse(mask(JSON.stringify({ Resources, Outputs })), (_key, value: unknown) =>
      typeof value === 'string' ? mask(value) : value,
    ),
  ).toMatchSnapshot();
});
