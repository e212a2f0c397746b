/** A message with its length before it, as over TCP (RFC 1035 section 4.2.2): at most 64 KiB. */
export function framed(message: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
}

/** Takes such messages out of a stream. */
export class FrameReader {
  private pending: Buffer = Buffer.alloc(0);

  /** The messages that are whole with this chunk. */
  take(chunk: Buffer): Buffer[] {
    this.pending = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
    const whole: Buffer[] = [];
    while (this.pending.length >= 2 && this.pending.length >= 2 + this.pending.readUInt16BE(0)) {
      const end = 2 + this.pending.readUInt16BE(0);
      whole.push(this.pending.subarray(2, end));
      this.pending = this.pending.subarray(end);
    }
    return whole;
  }
}
