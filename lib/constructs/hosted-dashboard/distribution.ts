import { Duration } from 'aws-cdk-lib';
import type { CfnOriginAccessControl } from 'aws-cdk-lib/aws-cloudfront';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import {
  AllowedMethods,
  CachePolicy,
  CacheCookieBehavior,
  CacheHeaderBehavior,
  CacheQueryStringBehavior,
  Distribution,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { Construct } from 'constructs';
import { ORIGIN_HEADER } from '../../contract/hosted-dashboard';
import { contentSecurityPolicy, PAGE_HEADERS } from '../../contract/page-policy';
import { acknowledge } from '../acknowledge';
import { globalName } from '../global-name';
import type { HostedDashboardProps } from './props';

export interface DistributionOptions extends Pick<HostedDashboardProps, 'domain' | 'webAclArn'> {
  readonly monitorName: string;
  /** With the page's files. */
  readonly bucket: IBucket;
  readonly apiDomainName: string;
  /** @default - the API takes requests that did not come by the distribution */
  readonly originSecret?: string;
  /** That the page may ask, beside its own. */
  readonly origins: readonly string[];
}

/** The one public address: the page's files by default, the API below `/api/`. */
export function dashboardDistribution(
  scope: Construct,
  id: string,
  { monitorName, bucket, apiDomainName, originSecret, origins, domain, webAclArn }: DistributionOptions,
): Distribution {
  const responseHeadersPolicy = headersPolicy(scope, origins);
  const viewerProtocolPolicy = ViewerProtocolPolicy.REDIRECT_TO_HTTPS;
  const distribution = new Distribution(scope, id, {
    comment: `${monitorName}: dashboard`,
    defaultRootObject: 'index.html',
    httpVersion: HttpVersion.HTTP2_AND_3,
    ...(domain !== undefined && {
      domainNames: [domain.name],
      certificate: domain.certificate,
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
    }),
    ...(webAclArn !== undefined && { webAclId: webAclArn }),
    defaultBehavior: {
      origin: S3BucketOrigin.withOriginAccessControl(bucket),
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
      viewerProtocolPolicy,
      cachePolicy: filesCachePolicy(scope),
      responseHeadersPolicy,
      compress: true,
    },
    additionalBehaviors: {
      '/api/*': {
        origin: new HttpOrigin(apiDomainName, {
          protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
          originSslProtocols: [OriginSslPolicy.TLS_V1_2],
          ...(originSecret !== undefined && { customHeaders: { [ORIGIN_HEADER]: originSecret } }),
        }),
        allowedMethods: AllowedMethods.ALLOW_ALL,
        viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
        cachePolicy: CachePolicy.CACHING_DISABLED,
        // With them the bearer token; without the name, by which API Gateway finds the API.
        originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        responseHeadersPolicy,
      },
    },
  });
  nameAccessControl(distribution);
  acknowledge(
    distribution,
    'AwsSolutions-CFR1',
    'Where its readers are is for whoever deploys it to say: by a web ACL.',
  );
  acknowledge(
    distribution,
    'AwsSolutions-CFR3',
    'The page is public and the same for everybody. Who asks for what is in the access log of the API.',
  );
  if (webAclArn === undefined)
    acknowledge(
      distribution,
      'AwsSolutions-CFR2',
      'Optional (webAclArn): nothing but fixed files is served to anybody who is not signed in.',
    );
  if (domain === undefined)
    acknowledge(
      distribution,
      'AwsSolutions-CFR4',
      "CloudFront's own name comes with CloudFront's own TLS policy, whatever is asked for; a name of one's own has TLSv1.2_2021.",
    );
  return distribution;
}

/** The CDK makes it with the origin, under a name without the region. */
function nameAccessControl(distribution: Distribution): void {
  const made = distribution.node.findAll().find(({ node }) => node.id === 'S3OriginAccessControl');
  const control = made?.node.defaultChild as CfnOriginAccessControl | undefined;
  if (made === undefined || control === undefined)
    throw new Error('aws-cdk-lib made no origin access control: this release of it is not supported.');
  control.addPropertyOverride('OriginAccessControlConfig.Name', globalName(made, 64));
}

/** Files say `no-cache` themselves: kept and compressed at the edge, and never shown without asking whether they are still those. */
const filesCachePolicy = (scope: Construct): CachePolicy =>
  new CachePolicy(scope, 'FilesCache', {
    comment: 'As the files say',
    minTtl: Duration.seconds(0),
    defaultTtl: Duration.seconds(0),
    maxTtl: Duration.days(1),
    cookieBehavior: CacheCookieBehavior.none(),
    headerBehavior: CacheHeaderBehavior.none(),
    queryStringBehavior: CacheQueryStringBehavior.none(),
    enableAcceptEncodingGzip: true,
    enableAcceptEncodingBrotli: true,
  });

/** Those that CloudFront has no place of their own for. */
const CUSTOM = ['cross-origin-opener-policy', 'cross-origin-resource-policy', 'permissions-policy'] as const;

function headersPolicy(scope: Construct, origins: readonly string[]): ResponseHeadersPolicy {
  return new ResponseHeadersPolicy(scope, 'Headers', {
    responseHeadersPolicyName: globalName(scope, 128),
    comment: 'The page loads its own files and asks its own API and the sign-in',
    securityHeadersBehavior: {
      // An answer of the API has a stricter one of its own.
      contentSecurityPolicy: { contentSecurityPolicy: contentSecurityPolicy(origins), override: false },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
      referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
      strictTransportSecurity: { accessControlMaxAge: Duration.days(730), includeSubdomains: true, override: true },
    },
    customHeadersBehavior: {
      customHeaders: CUSTOM.map((header) => ({ header, value: PAGE_HEADERS[header], override: true })),
    },
  });
}
