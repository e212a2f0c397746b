import { InvalidArgumentError, type Command } from 'commander';

/** The first port that is tried; the next ones when it is taken. */
export const DEFAULT_PORT = 8425;
const TRIES = 20;

export interface DashboardPort {
  readonly port: number;
  readonly tries: number;
}

/** A port as it was asked for is that one and no other; the default gives way to whoever was there first. */
export const portOf = (asked: number | undefined): DashboardPort =>
  asked === undefined ? { port: DEFAULT_PORT, tries: TRIES } : { port: asked, tries: 1 };

/** `option` is the option's name, which differs between the commands. */
export const withPortOption = (command: Command, option: string): Command =>
  command.option(
    `${option} <port>`,
    `the port of the dashboard on 127.0.0.1; 0: any (default: ${DEFAULT_PORT}, or the next that is free)`,
    parsePort,
  );

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new InvalidArgumentError('Write a port from 0 to 65535.');
  return port;
}
