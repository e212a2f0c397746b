import { rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isNativeError } from 'node:util/types';
import type { Row } from 'dynalite/db';
import { ENGINE_FAILURE } from '../explain';
import { Database } from './database';
import { explainFile, socketPath, writeContact, type Home } from './home';
import { perform, type Answer } from './operations';
import { EngineStore } from './store';

/** DynamoDB's own bound on a request. */
const MAX_REQUEST_BYTES = 16 * 1024 * 1024;

/** What is under way when the engine is closed is given so long. */
const LAST_REQUESTS_MS = 2000;

/** A DynamoDB-compatible engine in this process over a folder, served at a socket that only this user can reach. */
export interface Engine {
  /** Ends what is under way, then lets go of the folder. */
  close(): Promise<void>;
}

/**
 * Takes the folder, and serves it. A lock decides between processes, and dies with its holder: who gets it may remove a
 * socket that is left over.
 * @returns undefined when another process, or another part of this one, has the folder.
 * @throws StorageError when the folder cannot be used.
 */
export async function startEngine(home: Home): Promise<Engine | undefined> {
  let database: Database | undefined;
  try {
    database = await Database.open(home);
    if (!database) return undefined;
    const store = new EngineStore(database);
    await finishCreation(store, home.table);
    const socket = socketPath(home);
    const server: Server = createServer(
      (request, response) => void serve({ store, home, ending: () => !server.listening }, request, response),
    );
    await listen(server, socket);
    await writeContact(home, { socket, pid: process.pid });
    const opened = database;
    return { close: () => close(server, opened) };
  } catch (error) {
    await database?.close();
    throw explainFile(error, home.dir);
  }
}

async function listen(server: Server, socket: string): Promise<void> {
  if (process.platform !== 'win32') rmSync(socket, { force: true });
  // A connection that is closed for idleness just when it is used again costs its client a repeat.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(socket, resolve));
  // From now on it can only be a connection that could not be accepted, and its client dials again.
  server.on('error', () => undefined);
}

async function close(server: Server, database: Database): Promise<void> {
  // A client that is stopped in the middle of its request must not hold this process.
  const cut = setTimeout(() => server.closeAllConnections(), LAST_REQUESTS_MS);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  clearTimeout(cut);
  await database.close();
}

/** Nothing that a client does, and no failure of the disk, may end the process: each becomes an answer. */
async function serve(
  { store, home, ending }: { readonly store: EngineStore; readonly home: Home; readonly ending: () => boolean },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let body: string;
  try {
    body = await readBody(request);
  } catch {
    // The client went away in the middle of its request, or sent too much.
    response.destroy();
    return;
  }
  const answer = await perform(store, String(request.headers['x-amz-target']), body).catch((error: unknown) =>
    failure(explainFile(error, home.dir)),
  );
  const headers = { 'Content-Type': 'application/x-amz-json-1.0', ...(ending() && { Connection: 'close' }) };
  response.writeHead(answer.status, headers).end(JSON.stringify(answer.body));
}

/** 400, so that the SDK does not repeat what fails for good. */
const failure = (error: unknown): Answer => ({
  status: 400,
  body: { __type: `mta-sts-watch#${ENGINE_FAILURE}`, message: isNativeError(error) ? error.message : String(error) },
});

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > MAX_REQUEST_BYTES) throw new RangeError('the request is too large');
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

/** A process that was killed right after it had the table created leaves it in creation for ever. */
async function finishCreation({ tableDb }: EngineStore, name: string): Promise<void> {
  const table = await new Promise<Row | undefined>((resolve, reject) =>
    tableDb.get(name, (error, found) => (error ? reject(error) : resolve(found))),
  );
  if (table?.TableStatus !== 'CREATING') return;
  await new Promise<void>((resolve, reject) =>
    tableDb.put(name, { ...table, TableStatus: 'ACTIVE' }, (error) => (error ? reject(error) : resolve())),
  );
}
