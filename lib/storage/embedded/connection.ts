import { Agent, type ClientRequestArgs } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { StorageError } from '../errors';
import { startEngine, type Engine } from './engine';
import { isContactOf, readContact, type Home } from './home';

/** A process that has just got the folder, or is just letting it go, is given so long. */
const PATIENCE_MS = 15_000;
const PAUSE_MS = 25;

const MAX_SOCKETS = 32;

/** What connecting gives when nobody listens, or too many are waiting. */
const NOBODY = new Set(['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EAGAIN', 'EPIPE']);

/**
 * The way to the engine of a folder, whoever has it: the process that serves it already, or this one from now on.
 * When the other process ends, the next connection takes over.
 */
export class EngineConnection {
  readonly agent: Agent = new EngineAgent(() => this.connect());
  private engine: Engine | undefined;
  private starting: Promise<void> | undefined;
  private closed = false;

  constructor(private readonly home: Home) {}

  /** A connection to the engine. @throws StorageError when the folder cannot be used, or who has it does not answer. */
  async connect(): Promise<Socket> {
    for (const patience = performance.now() + PATIENCE_MS; performance.now() < patience; await wait(PAUSE_MS)) {
      if (this.closed) throw new StorageError(`The history in ${this.home.dir} was closed.`);
      const socket = await this.dial();
      if (socket) return socket;
      await this.takeOver();
    }
    throw this.silence();
  }

  /** The error for a process that has the folder and does not answer. */
  silence(): StorageError {
    const pid = readContact(this.home)?.pid;
    return new StorageError(
      `The history in ${this.home.dir} is held by another process${pid === undefined ? '' : ` (${pid})`}, which does not answer. Is it stopped (Ctrl-Z)? Let it go on, or end it.`,
    );
  }

  /** Ends the connections; the engine too, when it is this process's. */
  async close(): Promise<void> {
    this.closed = true;
    this.agent.destroy();
    await this.starting?.catch(() => undefined);
    await this.engine?.close();
  }

  private async dial(): Promise<Socket | undefined> {
    const contact = readContact(this.home);
    if (!contact || !isContactOf(this.home, contact)) return undefined;
    return new Promise((resolve, reject) => {
      const socket = connect(contact.socket);
      const failed = (error: NodeJS.ErrnoException) =>
        NOBODY.has(error.code ?? '') ? resolve(undefined) : reject(error);
      socket.once('error', failed).once('connect', () => {
        socket.off('error', failed);
        resolve(socket);
      });
    });
  }

  /** Starts the engine here, unless another process has the folder; one try at a time, whoever asks. */
  private takeOver(): Promise<void> {
    this.starting ??= this.start().finally(() => (this.starting = undefined));
    return this.starting;
  }

  private async start(): Promise<void> {
    // Whoever dialled while this was being closed must not open the folder again.
    if (!this.closed) this.engine ??= await startEngine(this.home);
  }
}

class EngineAgent extends Agent {
  constructor(private readonly open: () => Promise<Socket>) {
    super({ keepAlive: true, maxSockets: MAX_SOCKETS });
  }

  override createConnection(
    _options: ClientRequestArgs,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    this.open().then(
      (socket) => callback?.(null, socket),
      // The type asks for a stream even here; Node looks at the error alone.
      (error: Error) => callback?.(error, undefined as unknown as Duplex),
    );
  }
}
