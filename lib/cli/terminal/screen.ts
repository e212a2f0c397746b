import { MultiBar, type SingleBar } from 'cli-progress';
import stringWidth from 'string-width';
import type { CliIo } from '../io';
import { block } from './layout';
import { clockTime, systemClock } from './time';

const FRAMES_PER_SECOND = 5;
const LONGEST_BAR = 30;
const SHORTEST_BAR = 5;
const PLAIN_PROGRESS_EVERY_MS = 15_000;

export interface Progress {
  readonly label: string;
  readonly done: number;
  readonly planned: number;
}

/** What a long-running command writes on: lines that stay, and below them one that changes. */
export interface Screen {
  /** Whether a person looks at it as it changes. */
  readonly live: boolean;
  /** Writes lines that stay; `text` fits the width and ends without a line break. */
  say(text: string): void;
  /** Writes what happens now, with the time: paragraphs of any length. */
  event(paragraphs: readonly string[]): void;
  progress(progress: Progress): void;
  /** What the changing line says while nothing is under way. */
  status(text: string): void;
  close(): void;
}

/** A terminal gets a changing line; a pipe gets plain lines, each with its time. */
export function openScreen(io: CliIo, now: () => number): Screen {
  return isLive(io.stdout, io.env) ? new LiveScreen(io.stdout as NodeJS.WriteStream) : new PlainScreen(io.stdout, now);
}

/** A changing line for a command whose output may go elsewhere; undefined where no terminal shows it. */
export function openLiveScreen({ stdout, stderr, env }: CliIo): Screen | undefined {
  const output = [stdout, stderr].find((candidate) => isLive(candidate, env));
  return output === undefined ? undefined : new LiveScreen(output as NodeJS.WriteStream);
}

const isLive = (output: CliIo['stdout'], env: CliIo['env']): boolean => output.isTTY === true && env.TERM !== 'dumb';

class LiveScreen implements Screen {
  readonly live = true;
  private readonly bars: MultiBar;
  private readonly line: SingleBar;

  constructor(private readonly stream: NodeJS.WriteStream) {
    this.bars = new MultiBar({
      stream,
      fps: FRAMES_PER_SECOND,
      clearOnComplete: true,
      gracefulExit: false,
      linewrap: true,
      format: (_options, _params, payload: { text?: () => string }) =>
        cutToWidth(payload.text?.() ?? '', (stream.columns ?? 80) - 1),
    });
    this.line = this.bars.create(1, 0, { text: () => '' });
  }

  say(text: string): void {
    this.bars.log(`${text}\n`);
    this.bars.update();
  }

  event(paragraphs: readonly string[]): void {
    const time = `${clockTime(systemClock.now())} `;
    this.say(
      time +
        paragraphs
          .map((text) => block(text, time.length, this.stream))
          .join('\n')
          .slice(time.length),
    );
  }

  progress({ label, done, planned }: Progress): void {
    this.line.update(0, {
      text: () => {
        const numbers = ` ${done}/${planned} ${label}`;
        const room = Math.min(LONGEST_BAR, Math.max(SHORTEST_BAR, (this.stream.columns ?? 80) - 1 - numbers.length));
        const full = planned === 0 ? 0 : Math.min(room, Math.floor((room * done) / planned));
        return `${'█'.repeat(full)}${'░'.repeat(room - full)}${numbers}`;
      },
    });
    // A run that is over before the next frame is still seen to begin.
    if (done === 0) this.bars.update();
  }

  status(text: string): void {
    this.line.update(0, { text: () => text });
    this.bars.update();
  }

  close(): void {
    this.bars.update();
    this.bars.stop();
  }
}

class PlainScreen implements Screen {
  readonly live = false;
  private lastProgress = 0;

  constructor(
    private readonly output: CliIo['stdout'],
    private readonly now: () => number,
  ) {}

  say(text: string): void {
    this.output.write(`${text}\n`);
  }

  event(paragraphs: readonly string[]): void {
    const time = new Date(this.now()).toISOString().replace(/\.\d+Z$/, 'Z');
    const [first = '', ...rest] = paragraphs.join('\n').split('\n');
    this.say([`${time} ${first}`, ...rest.map((line) => `${time}   ${line}`)].join('\n'));
  }

  progress({ label, done, planned }: Progress): void {
    if (done > 0 && this.now() - this.lastProgress < PLAIN_PROGRESS_EVERY_MS) return;
    this.lastProgress = this.now();
    if (done > 0) this.event([`${done} of ${planned} ${label}`]);
  }

  status(): void {
    // A pipe keeps every line: one that only says that nothing happens would fill it.
  }

  close(): void {
    // Every line is written already.
  }
}

/** Text without colours, cut to so many columns. */
function cutToWidth(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text;
  let kept = '';
  let width = 0;
  for (const character of text) {
    width += stringWidth(character);
    if (width >= columns) break;
    kept += character;
  }
  return `${kept}…`;
}
