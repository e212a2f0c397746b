import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, relative, resolve } from 'node:path';
import { compileFunction } from 'node:vm';
import { transformSync } from '@swc/core';
import { ROOT } from './scope';

type Wrapper = (exports: unknown, require: unknown, module: { exports: unknown }, file: string, folder: string) => void;

/** Compiled once; run anew by each registry. */
const compiled = new Map<string, Wrapper>();

/**
 * Loads the repository's TypeScript afresh, as a test runner does for each test file.
 * @param sourceOf gives the text of a source, by its path from the repository; undefined: as it is on disk
 * @param instead packages that are replaced, by name
 */
export function registry(
  sourceOf: (file: string) => string | undefined,
  instead: ReadonlyMap<string, unknown>,
): (file: string) => unknown {
  const modules = new Map<string, { exports: unknown }>();
  const load = (path: string): unknown => {
    const known = modules.get(path);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    modules.set(path, module);
    wrapperOf(path, sourceOf)(module.exports, requireFrom(path), module, path, dirname(path));
    return module.exports;
  };
  const requireFrom = (path: string): ((name: string) => unknown) => {
    const outside: (name: string) => unknown = createRequire(path);
    return (name) => {
      const inside = name.startsWith('.') ? sourcePath(resolve(dirname(path), name)) : undefined;
      return inside === undefined ? (instead.get(name) ?? outside(name)) : load(inside);
    };
  };
  return (file) => load(resolve(ROOT, file));
}

const sourcePath = (path: string): string | undefined =>
  [`${path}.ts`, `${path}/index.ts`].find((candidate) => existsSync(candidate));

function wrapperOf(path: string, sourceOf: (file: string) => string | undefined): Wrapper {
  const known = compiled.get(path);
  if (known !== undefined) return known;
  const { code } = transformSync(sourceOf(relative(ROOT, path)) ?? readFileSync(path, 'utf8'), {
    swcrc: false,
    filename: path,
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
  });
  const wrapper = compileFunction(code, ['exports', 'require', 'module', '__filename', '__dirname'], {
    filename: path,
  }) as Wrapper;
  compiled.set(path, wrapper);
  return wrapper;
}
