import { asn1 } from 'node-forge';

/** The few DER shapes that an X.509 certificate (RFC 5280, section 4.1) is made of. */
export type Der = asn1.Asn1;

const { Class, Type } = asn1;

const primitive = (type: asn1.Type, bytes: string): Der => asn1.create(Class.UNIVERSAL, type, false, bytes);

const binary = (bytes: Uint8Array): string => Buffer.from(bytes).toString('binary');

export const sequence = (...items: Der[]): Der => asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, items);

export const set = (...items: Der[]): Der => asn1.create(Class.UNIVERSAL, Type.SET, true, items);

export const oid = (dotted: string): Der => primitive(Type.OID, asn1.oidToDer(dotted).getBytes());

export const nothing = (): Der => primitive(Type.NULL, '');

export const boolean = (value: boolean): Der => primitive(Type.BOOLEAN, value ? '\xff' : '\0');

/** An INTEGER from big-endian bytes; a leading zero keeps it positive. */
export const integer = (bytes: Uint8Array): Der => {
  const text = binary(bytes);
  return primitive(Type.INTEGER, text.charCodeAt(0) >= 0x80 ? `\0${text}` : text);
};

export const utf8 = (text: string): Der => primitive(Type.UTF8, binary(Buffer.from(text, 'utf8')));

export const octets = (bytes: Uint8Array): Der => primitive(Type.OCTETSTRING, binary(bytes));

/** A BIT STRING of whole bytes, or one that leaves `unused` bits of the last byte out. */
export const bits = (bytes: Uint8Array, unused = 0): Der =>
  primitive(Type.BITSTRING, String.fromCharCode(unused) + binary(bytes));

/** `[tag]`, implicit: the bytes themselves. */
export const tagged = (tag: number, bytes: Uint8Array): Der =>
  asn1.create(Class.CONTEXT_SPECIFIC, tag, false, binary(bytes));

/** `[tag]`, explicit: wraps other elements. */
export const wrapped = (tag: number, ...items: Der[]): Der => asn1.create(Class.CONTEXT_SPECIFIC, tag, true, items);

/** RFC 5280, section 4.1.2.5: UTCTime through 2049, GeneralizedTime from then on. */
export const time = (date: Date): Der =>
  date.getUTCFullYear() < 2050
    ? primitive(Type.UTCTIME, asn1.dateToUtcTime(date))
    : primitive(Type.GENERALIZEDTIME, asn1.dateToGeneralizedTime(date));

export const encode = (der: Der): Buffer => Buffer.from(asn1.toDer(der).getBytes(), 'binary');

export const decode = (bytes: Uint8Array): Der => asn1.fromDer(binary(bytes));
