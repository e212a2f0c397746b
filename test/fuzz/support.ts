import fc from 'fast-check';

/** FUZZ_RUNS=100000 for a long run by hand; fast-check prints the seed of what fails. */
export const RUNS = Number(process.env['FUZZ_RUNS'] ?? 400);

/** Texts around what the parser expects: whole ones, cut, doubled, with foreign characters in them, and none of that. */
export const around = (...seeds: readonly string[]): fc.Arbitrary<string> => {
  const piece = fc.oneof(
    fc.constantFrom(...seeds, ...seeds.flatMap((seed) => seed.split(/(?<=[\s;:=,."])/))),
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom('\0', '\r\n', '\u001b[31m', '\u202e', '\ufeff', '"', '\\', '\\255', ';', '='.repeat(300)),
  );
  return fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
};

/** The octets with some of them changed, cut off or doubled. */
export const mutated = (octets: Buffer): fc.Arbitrary<Buffer> =>
  fc
    .tuple(
      fc.array(fc.tuple(fc.nat(octets.length - 1), fc.nat(255)), { maxLength: 6 }),
      fc.nat(octets.length),
      fc.nat(octets.length),
      fc.boolean(),
    )
    .map(([changes, from, to, isDoubled]) => {
      const copy = Buffer.from(octets);
      for (const [at, octet] of changes) copy[at] = octet;
      return isDoubled ? Buffer.concat([copy.subarray(0, from), copy.subarray(to)]) : copy;
    });
