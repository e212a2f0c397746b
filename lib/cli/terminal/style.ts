import pc from 'picocolors';
import wrapAnsi from 'wrap-ansi';
import type { CliIo, CliOutput } from '../io';

export type Colors = ReturnType<typeof pc.createColors>;

/** Colour only on a terminal that can show it, and not where NO_COLOR (no-color.org) is set; FORCE_COLOR overrides both. */
export function colorsFor(output: CliOutput, env: CliIo['env']): Colors {
  const forced = env.FORCE_COLOR ?? '';
  if (forced !== '') return pc.createColors(forced !== '0' && forced !== 'false');
  return pc.createColors(output.isTTY === true && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb');
}

/** Text within the output's width, each line after the first indented; as it is where the output has no width. */
export function wrap(text: string, output: CliOutput, indent: string): string {
  const room = (output.columns ?? Infinity) - indent.length;
  if (room === Infinity || room < 20) return text.replaceAll('\n', `\n${indent}`);
  return wrapAnsi(text, room).replaceAll('\n', `\n${indent}`);
}
