import type { Socket } from 'node:net';

const HANDSHAKE_RECORD = 22;
const RECORD_HEADER = 5;
const SERVER_NAME = 0;

/**
 * The name that a TLS client asks for (SNI, RFC 6066 section 3), read ahead: the socket still holds every byte.
 * Empty without SNI or when the client speaks no TLS; never settles for a client that sends too little.
 */
export function peekServerName(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let seen: Buffer = Buffer.alloc(0);
    const read = (chunk: Buffer): void => {
      seen = Buffer.concat([seen, chunk]);
      if (seen[0] === HANDSHAKE_RECORD && seen.length < recordLength(seen)) return;
      socket.off('data', read);
      socket.pause();
      socket.unshift(seen);
      resolve(serverName(seen));
    };
    socket.on('data', read);
  });
}

const recordLength = (start: Buffer): number =>
  start.length < RECORD_HEADER ? Infinity : RECORD_HEADER + start.readUInt16BE(3);

function serverName(record: Buffer): string {
  if (record[0] !== HANDSHAKE_RECORD) return '';
  try {
    let at = RECORD_HEADER + 4 + 2 + 32; // handshake header, version, random
    at += 1 + record.readUInt8(at); // session id
    at += 2 + record.readUInt16BE(at); // cipher suites
    at += 1 + record.readUInt8(at); // compression methods
    const end = at + 2 + record.readUInt16BE(at);
    at += 2;
    while (at < end) {
      const type = record.readUInt16BE(at);
      const length = record.readUInt16BE(at + 2);
      // A list of one entry: list length, entry type, name length, name.
      if (type === SERVER_NAME) return record.toString('latin1', at + 9, at + 4 + length).toLowerCase();
      at += 4 + length;
    }
    return '';
  } catch (error) {
    if (error instanceof RangeError) return '';
    throw error;
  }
}
