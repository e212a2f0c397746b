import * as z from 'zod';
import { unpack, type Packed } from './packed';

/** An attribute that {@link pack} made: JSON of the given shape. */
export const packed = <S extends z.ZodType>(shape: S) =>
  z.union([z.string(), z.instanceof(Uint8Array)]).transform((value: Packed, context) => {
    let json: unknown;
    try {
      json = unpack(value);
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
      return z.NEVER;
    }
    const read = shape.safeParse(json);
    if (read.success) return read.data;
    for (const issue of read.error.issues)
      context.addIssue({ code: 'custom', message: issue.message, path: issue.path });
    return z.NEVER;
  });

/** A packed object or list whose inside is the model's affair: storage gives back what it was given. */
export const packedAs = <T>(shape: z.ZodType) => packed(shape).transform((value) => value as T);

/** Words in one attribute: a list would cost a byte more for each and three for itself. */
export const words = (separator: string) => z.string().transform((text) => (text === '' ? [] : text.split(separator)));

export const anObject = z.record(z.string(), z.unknown());
export const aList = z.array(z.unknown());
