import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import * as ts from 'typescript';

const LIB = join(__dirname, '../../lib');
/** So many repetitions take a linear pattern microseconds, and one that tries every way to split them for ever. */
const REPEATED = 5_000;
/** A limit against hangs, not a measure of speed. Milliseconds. */
const LIMIT = 5_000;
const PUMPS = [
  'a',
  'A',
  '0',
  ' ',
  '\t',
  '.',
  '-',
  '_',
  ';',
  '=',
  '"',
  '\\',
  '/',
  ':',
  ',',
  '*',
  '(',
  'a.',
  'a ',
  ' ;',
  '0a',
  '\\"',
  'a=',
  '0.',
  'a-',
  '\n',
  ' \n',
  '=;',
  '\u00e9',
];

interface Pattern {
  readonly file: string;
  readonly text: string;
}

function patternsOf(file: string): readonly Pattern[] {
  const found: Pattern[] = [];
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2023, true);
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) found.push({ file: file.slice(LIB.length + 1), text: node.text });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const files = readdirSync(LIB, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
const patterns = files.flatMap((name) => patternsOf(join(LIB, name)));

test('no regular expression takes for ever over a pumped text', () => {
  expect(patterns.length).toBeGreaterThan(50);
  const slow = patterns.filter(({ text }) => {
    const texts = PUMPS.flatMap((pump) => [`${pump.repeat(REPEATED)}\0`, `a${pump.repeat(REPEATED)}!`]);
    try {
      runInNewContext(`for (const text of texts) { (${text}).test(text); }`, { texts }, { timeout: LIMIT });
      return false;
    } catch {
      return true;
    }
  });
  expect(slow).toEqual([]);
}, 600_000);
