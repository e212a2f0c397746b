import { CertificateError, content, elements, isTagged, isTrue, objectIdentifier, parseDer, type Element } from './der';

/** What a certificate allows below it (RFC 5280 sections 4.2.1.9 and 4.2.1.10). */
export interface Constraints {
  /** So many authorities at most between it and the leaf. */
  readonly pathLength?: number;
  /** Names of leaves, of which only DNS names are read. */
  readonly names?: { readonly permitted?: readonly string[]; readonly excluded: readonly string[] };
  /** An extension that must be understood, and is not here. */
  readonly unknownCritical: boolean;
}

const BASIC_CONSTRAINTS = '2.5.29.19';
const NAME_CONSTRAINTS = '2.5.29.30';

/** Critical extensions whose meaning OpenSSL's primitives or this file mind. */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  BASIC_CONSTRAINTS,
  NAME_CONSTRAINTS,
  '2.5.29.15',
  '2.5.29.17',
  '2.5.29.32',
  '2.5.29.36',
  '2.5.29.37',
  '2.5.29.54',
]);

/**
 * Reads the constraints from a certificate's DER.
 * @throws CertificateError when it cannot be read
 */
export function constraintsOf(der: Buffer): Constraints {
  const [tbs] = elements(parseDer(der, 'certificate'), 'certificate');
  const list = elements(tbs, 'tbsCertificate').find((field) => isTagged(field, 3));
  let pathLength: number | undefined;
  let names: Constraints['names'];
  let unknownCritical = false;
  for (const extension of list === undefined ? [] : elements(elements(list, 'extensions')[0], 'extensions')) {
    const fields = elements(extension, 'extension');
    const id = objectIdentifier(fields[0], 'extension');
    const value = (): Element => parseDer(content(fields.at(-1), `extension ${id}`), `extension ${id}`);
    if (id === BASIC_CONSTRAINTS) pathLength = pathLengthOf(value());
    else if (id === NAME_CONSTRAINTS) names = namesOf(value());
    else if (isTrue(fields[1]) && !UNDERSTOOD.has(id)) unknownCritical = true;
  }
  return { ...(pathLength !== undefined && { pathLength }), ...(names !== undefined && { names }), unknownCritical };
}

function pathLengthOf(constraints: Element): number | undefined {
  const length = elements(constraints, 'basicConstraints')[1];
  if (length === undefined) return undefined;
  const octets = content(length, 'pathLenConstraint');
  if (octets.length === 0 || octets.length > 4) throw new CertificateError('pathLenConstraint: out of range');
  return octets.readUIntBE(0, octets.length);
}

function namesOf(constraints: Element): NonNullable<Constraints['names']> {
  const subtrees = (tag: number): readonly string[] | undefined => {
    const found = elements(constraints, 'nameConstraints').find((field) => isTagged(field, tag));
    return found === undefined
      ? undefined
      : elements(found, 'nameConstraints').flatMap((subtree) => {
          const [base] = elements(subtree, 'subtree');
          return isTagged(base, 2) ? [content(base, 'dNSName').toString('latin1').toLowerCase()] : [];
        });
  };
  const permitted = subtrees(0);
  // Subtrees of other kinds leave DNS names alone.
  return { ...(permitted !== undefined && permitted.length > 0 && { permitted }), excluded: subtrees(1) ?? [] };
}

/** Whether the constraints allow these DNS names of a leaf. */
export function allowsNames({ names }: Constraints, dnsNames: readonly string[]): boolean {
  if (names === undefined) return true;
  const { permitted, excluded } = names;
  const isIn = (name: string, tree: string): boolean => {
    const bare = tree.replace(/^\./, '');
    return bare === '' || name === bare || name.endsWith(`.${bare}`);
  };
  return dnsNames
    .map((name) => name.toLowerCase())
    .every(
      (name) =>
        (permitted === undefined || permitted.some((tree) => isIn(name, tree))) &&
        !excluded.some((tree) => isIn(name, tree)),
    );
}
