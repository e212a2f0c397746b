import type { IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import {
  CfnEIP,
  FlowLogDestination,
  GatewayVpcEndpointAwsService,
  IpAddresses,
  NatProvider,
  Port,
  Peer,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { isEncrypted, type ResolverSpec } from '../../core/resolvers';

export interface SmtpNetworkProps {
  readonly logRetention: RetentionDays;
  /** @default - CloudWatch Logs manages the key */
  readonly encryptionKey?: IKey | undefined;
  /** Where MX hosts use another port than 25, as in a test. */
  readonly smtpPort: number;
  /** Resolvers beside the VPC's own. */
  readonly resolvers: readonly ResolverSpec[];
  /**
   * A VPC with a way out for port 25.
   * @default - a new one: one private subnet behind one NAT gateway with a fixed address
   */
  readonly vpc?: IVpc;
  /**
   * An Elastic IP address that is there already, such as the one that an earlier deployment left: `eipalloc-…`.
   * @default - a new one
   */
  readonly allocationId?: string | undefined;
}

/** The way out for SMTP: a fixed address, for which AWS can be asked to open port 25. */
export class SmtpNetwork extends Construct {
  readonly vpc: IVpc;
  readonly subnets: SubnetSelection = { subnetType: SubnetType.PRIVATE_WITH_EGRESS };
  readonly securityGroup: SecurityGroup;
  /** The NAT gateway's address: it goes into the support request, and into the reverse DNS. Not set for a VPC or an address passed in. */
  readonly address?: CfnEIP;

  constructor(scope: Construct, id: string, props: SmtpNetworkProps) {
    super(scope, id);
    if (props.vpc !== undefined && props.allocationId !== undefined)
      throw new Error(
        'vantageAllocationId: a VPC that is passed in has its own outgoing address. Leave out one of the two.',
      );
    if (props.vpc !== undefined) {
      this.vpc = props.vpc;
    } else if (props.allocationId !== undefined) {
      this.vpc = this.createVpc(props.allocationId, props) as IVpc;
    } else {
      this.address = this.createAddress();
      this.vpc = this.createVpc(this.address.attrAllocationId, props) as IVpc;
    }
    this.securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc: this.vpc,
      allowAllOutbound: false,
      description: 'MX worker of mta-sts-watch: SMTP to the MX hosts, DNS, and HTTPS to AWS',
    });
    const anywhere = Peer.anyIpv4();
    this.securityGroup.addEgressRule(anywhere, Port.tcp(props.smtpPort), 'SMTP to the MX hosts');
    this.securityGroup.addEgressRule(anywhere, Port.tcp(443), 'AWS services');
    const encrypted = props.resolvers.filter(isEncrypted).map(({ port }) => port);
    for (const port of new Set(encrypted))
      if (port !== 443) this.securityGroup.addEgressRule(anywhere, Port.tcp(port), 'DNS over TLS');
    for (const port of new Set(
      props.resolvers.flatMap((spec) => (spec === 'system' || isEncrypted(spec) ? [] : [spec.port])),
    )) {
      this.securityGroup.addEgressRule(anywhere, Port.udp(port), 'DNS');
      this.securityGroup.addEgressRule(anywhere, Port.tcp(port), 'DNS with long answers');
    }
  }

  private createAddress(): CfnEIP {
    const address = new CfnEIP(this, 'Address', { domain: 'vpc' });
    address.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    return address;
  }

  /** One zone: a NAT gateway is by far the dearest part, and a run that misses its zone is made up by the next. */
  private createVpc(
    allocationId: string,
    { logRetention, encryptionKey }: Pick<SmtpNetworkProps, 'logRetention' | 'encryptionKey'>,
  ): Vpc {
    const vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr('10.83.0.0/24'),
      maxAzs: 1,
      natGateways: 1,
      natGatewayProvider: NatProvider.gateway({ eipAllocationIds: [allocationId] }),
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [
        { name: 'public', subnetType: SubnetType.PUBLIC, cidrMask: 28, mapPublicIpOnLaunch: false },
        { name: 'worker', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 26 },
      ],
      // Free, and it keeps the table's traffic off the NAT gateway, which charges by the gigabyte.
      gatewayEndpoints: { DynamoDb: { service: GatewayVpcEndpointAwsService.DYNAMODB } },
    });
    const logs = new LogGroup(this, 'FlowLogs', {
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(encryptionKey !== undefined && { encryptionKey }),
    });
    vpc.addFlowLog('Flow', { destination: FlowLogDestination.toCloudWatchLogs(logs) });
    return vpc;
  }
}
