import type { BehindAlias, FixStep, TextEvidence, ToPublish } from '../../model';
import { record, step } from '../../text/fix';
import { recordPlace } from '../alias';

/** A TLSRPT record for a domain that names no address of its own. */
export const suggestedTlsRpt = (domain: string): ToPublish =>
  record(`_smtp._tls.${domain}`, 'TXT', `v=TLSRPTv1; rua=${suggestedUri(domain)}`);

export const suggestedUri = (domain: string): string => `mailto:tls-reports@${domain}`;

/** What to do about a faulty TXT record. @param text to publish in its place */
export function correctedTxt(
  name: string,
  { problems, ...evidence }: TextEvidence & BehindAlias,
  text: string,
): readonly FixStep[] {
  const place = recordPlace(name, evidence);
  return [
    step(`Replace the TXT record at ${place} with:`, record(place, 'TXT', text)),
    ...(problems.some(({ kind }) => kind === 'several-records')
      ? [step('Remove the other records of this kind there.')]
      : []),
  ];
}
