import * as z from 'zod';
import type { ChannelField, ChannelGroup, FileChannelName, SecretChannelName } from './channels';
import { CHANNELS, FILE_CHANNELS, HEARTBEAT } from './channels';
import type { Parser } from './leaf';
import { leaf } from './leaf';
import type { Environment, Secret } from './secret';
import { secret } from './secret';

/** A channel's group in the file: what would be a secret in a deployment is one here. */
type FileGroup<N extends FileChannelName> = ChannelGroup<N, N extends SecretChannelName ? Secret : string>;
type FileGroups = { readonly [N in FileChannelName]: z.ZodOptional<z.ZodType<FileGroup<N>>> };

/** The groups of the channels that the file has. With an environment, the variables that it names must be set. */
export const channelKeys = (environment: Environment | undefined): FileGroups =>
  Object.fromEntries(
    FILE_CHANNELS.map((name) => [name, groupOf(CHANNELS[name].fields, 'secret' in CHANNELS[name], environment)]),
  ) as unknown as FileGroups;

/** The group of the heartbeat. */
export const heartbeatKey = (environment: Environment | undefined) =>
  groupOf(HEARTBEAT.fields, true, environment) as unknown as z.ZodOptional<z.ZodType<{ readonly url: Secret }>>;

const groupOf = (
  fields: Readonly<Record<string, ChannelField>>,
  isSecret: boolean,
  environment: Environment | undefined,
) =>
  z
    .strictObject(
      Object.fromEntries(
        Object.entries(fields).map(([key, { parse, notes, optional }]) => {
          const parser: Parser<Secret | string> = isSecret
            ? secret(parse, environment)
            : (raw) => parse(typeof raw === 'string' ? raw.trim() : '');
          const field = leaf(parser, notes);
          return [key, optional === true ? field.optional() : field];
        }),
      ),
    )
    .optional();
