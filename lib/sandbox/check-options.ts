import type { Sandbox } from './sandbox';

/** The command line's options that point a check at the sandbox; `caFile` is where its `caPem` was written. */
export const checkOptions = ({ resolver, httpsPort, smtpPort }: Sandbox, caFile: string): string[] => [
  '--resolver',
  resolver,
  '--https-port',
  String(httpsPort),
  '--smtp-port',
  String(smtpPort),
  '--ca',
  caFile,
  '--allow-private-addresses',
];
