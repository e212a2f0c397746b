/** DynamoDB's bound on an item, bytes. */
export const MAX_ITEM_BYTES = 400 * 1024;

/** One write unit pays for so many bytes of an item. */
export const WRITE_UNIT_BYTES = 1024;

/** The size of an item as DynamoDB bills it, bytes: the names and values of its attributes (Developer Guide, "Item sizes and formats"). */
export function itemBytes(item: Readonly<Record<string, unknown>>): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(item)) {
    if (value !== undefined) bytes += Buffer.byteLength(name) + valueBytes(value);
  }
  return bytes;
}

/** A list or map costs three bytes, and one for each element, beside its content. */
function valueBytes(value: unknown): number {
  if (value === null || typeof value === 'boolean') return 1;
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return numberBytes(value);
  if (value instanceof Uint8Array) return value.byteLength;
  if (Array.isArray(value)) return 3 + value.reduce((sum: number, element) => sum + 1 + valueBytes(element), 0);
  const map = value as Record<string, unknown>;
  return 3 + Object.keys(map).length + itemBytes(map);
}

/** One byte for each pair of digits, counted from the decimal point and without the zeros at both ends; one more; one for a minus. */
function numberBytes(value: number): number {
  if (value === 0) return 1;
  const [mantissa = '', exponent] = Math.abs(value).toExponential().split('e');
  const digits = mantissa.replace('.', '').length;
  const startsInsideAPair = Number(exponent) % 2 === 0;
  return Math.ceil((digits + (startsInsideAPair ? 1 : 0)) / 2) + 1 + (value < 0 ? 1 : 0);
}
