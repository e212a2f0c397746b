import type { Mutant } from './operators';

/** The name of the global function by which the changed source asks whether a mutant is the one to be. */
export const SWITCH = '__isMutant';

/**
 * A source that holds all its mutants, each behind a question, so that it is compiled and loaded once for all of them.
 * @param mutants of this source, by their number
 */
export function instrumented(source: string, mutants: readonly (readonly [id: number, mutant: Mutant])[]): string {
  const nodes = new Map<string, (readonly [number, Mutant])[]>();
  for (const one of mutants) {
    const key = `${one[1].start}-${one[1].end}`;
    nodes.set(key, [...(nodes.get(key) ?? []), one]);
  }
  // Outer nodes first; what is inside of one is written with it.
  const ordered = [...nodes.values()].sort((a, b) => start(a) - start(b) || end(b) - end(a));
  let next = 0;

  const write = (from: number, to: number): string => {
    let text = '';
    let at = from;
    for (let group = ordered[next]; group !== undefined && start(group) < to; group = ordered[next]) {
      next += 1;
      text += source.slice(at, start(group)) + wrapped(group, write(start(group), end(group)));
      at = end(group);
    }
    return text + source.slice(at, to);
  };
  return write(0, source.length);
}

type Group = readonly (readonly [number, Mutant])[];
const start = ([first]: Group): number => first?.[1].start ?? 0;
const end = ([first]: Group): number => first?.[1].end ?? 0;

function wrapped(group: Group, original: string): string {
  return group.reduce((text, [id, { place, after }]) => {
    switch (place) {
      case 'expression':
        return `(${SWITCH}(${id}) ? (${after}) : (${text}))`;
      case 'element':
        return `...(${SWITCH}(${id}) ? [] : [${text}])`;
      case 'statement':
        return `{ if (!${SWITCH}(${id})) ${text} }`;
    }
  }, original);
}
