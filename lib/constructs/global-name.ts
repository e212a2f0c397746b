import { Names, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** The longest name of a region, such as `ap-southeast-1` or `us-isob-east-1`, and its hyphen; with room for longer ones. */
const LONGEST_REGION = 20;

/**
 * A name for a resource of a service that knows no regions, such as CloudFront: unlike that of the same construct in
 * another region of the account, and no longer than `maxLength`.
 */
export const globalName = (construct: Construct, maxLength: number): string =>
  `${Names.uniqueResourceName(construct, { maxLength: maxLength - LONGEST_REGION, separator: '-' })}-${Stack.of(construct).region}`;
