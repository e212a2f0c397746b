/** E-mail subscriptions that a topic was given, for the self-check; the variable holds a JSON array of these. */
export interface ExpectedSubscriptions {
  readonly topicArn: string;
  readonly emails: readonly string[];
}
