import { parseDomainName } from './domain-name';
import type { Parser } from './leaf';
import { isFault, shown } from './leaf';

/** The name of an MX host. */
export const parseCanary: Parser<string> = (raw) => {
  const parsed = parseDomainName(raw);
  return isFault(parsed)
    ? {
        fault: `${shown(raw)} is not the name of an MX host`,
        fix: 'Write the whole name as an MX record has it, such as mx1.example.com.',
      }
    : parsed;
};

/**
 * MX hosts of large operators, each of another one, which are always there, offer STARTTLS, and by which a monitor finds
 * out whether port 25 works from where it is. They get one session each before a run, as from any sender.
 */
export const DEFAULT_CANARIES = [
  'gmail-smtp-in.l.google.com',
  'outlook-com.olc.protection.outlook.com',
  'mta5.am0.yahoodns.net',
  'mx01.mail.icloud.com',
  'in1-smtp.messagingengine.com',
] as const;

/** The canaries of a configuration. On another port than SMTP's own, as in a laboratory, the usual ones do not listen. */
export const canariesOf = ({
  canaries,
  smtpPort,
}: {
  readonly canaries?: readonly string[] | undefined;
  readonly smtpPort: number;
}): readonly string[] => canaries ?? (smtpPort === 25 ? DEFAULT_CANARIES : []);
