import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';
import { FINDING_KINDS } from '../../../lib/core/findings';

/**
 * What is true of a kind of finding is said in the catalogue. Nothing guesses it from the kind's name, nor lists kinds
 * beside it: a new kind would be missing there, and nobody would notice.
 */
const ROOT = join(__dirname, '../../..');
const KINDS: ReadonlySet<string> = new Set(FINDING_KINDS);

/** Where kinds are named one by one: their evidence and words, the judge that finds them, and the sandbox that shows them. */
const NAMES_KINDS = /^lib\/(?:core\/model\/evidence|core\/findings\/catalogue\/|core\/judge\/|sandbox\/)/;
/** Where an aspect is put together and taken apart. */
const ASPECTS = 'lib/core/model/aspect.ts';

const TEXT_TESTS = ['startsWith', 'endsWith', 'includes', 'match', 'matchAll', 'search', 'split', 'slice', 'indexOf'];
const isKind = (node: ts.Node): boolean => /(?:^|\.|\?\.)kind$/.test(node.getText());
const isKindText = (node: ts.Node): boolean => ts.isStringLiteralLike(node) && KINDS.has(node.text);
const names = (nodes: readonly ts.Node[]): number => nodes.filter(isKindText).length;
/** `/^mx-host-/`: an expression that some kinds match, by more than the letters that a name may have. Ids of targets have a slash. */
const matchesKinds = (literal: string): boolean =>
  !literal.includes('\\/') &&
  /[a-z]-|-[a-z]/.test(literal.replace(/\[[^\]]*\]/g, '')) &&
  [...KINDS].some((kind) => regexOf(literal).test(kind));

function regexOf(literal: string): RegExp {
  const end = literal.lastIndexOf('/');
  return new RegExp(literal.slice(1, end), literal.slice(end + 1).replace('g', ''));
}

/** What a file does by the name of a kind or of an aspect, a line each. */
function byName(path: string, text: string): readonly string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const add = (node: ts.Node, what: string): void => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${path}:${line + 1} ${what}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { expression, name } = node.expression;
      if (TEXT_TESTS.includes(name.text) && isKind(expression)) add(node, 'takes the name of a kind apart');
      if (['test', 'exec'].includes(name.text) && node.arguments.some(isKind)) add(node, 'matches the name of a kind');
    }
    if (ts.isRegularExpressionLiteral(node) && matchesKinds(node.text)) add(node, 'has an expression for kinds');
    if (!NAMES_KINDS.test(path)) {
      if (ts.isArrayLiteralExpression(node) && names(node.elements) > 1) add(node, 'lists kinds');
      if (ts.isObjectLiteralExpression(node)) {
        const keys = node.properties.flatMap(({ name }) => (name === undefined ? [] : [name]));
        if (names(keys) > 1) add(node, 'has a table of kinds');
      }
      if (ts.isSwitchStatement(node)) {
        const cases = node.caseBlock.clauses.flatMap((clause) => (ts.isCaseClause(clause) ? [clause.expression] : []));
        if (names(cases) > 1) add(node, 'has a case for each kind');
      }
      if (ts.isTemplateLiteralTypeNode(node) && node.parent.parent.getText().includes('FindingKind'))
        add(node, 'has a type for names of kinds');
    }
    if (path !== ASPECTS && !ts.isTypeNode(node.parent ?? file)) {
      const isAspect =
        (ts.isStringLiteralLike(node) && /^(?:smtp|policy):$/.test(node.text)) ||
        (ts.isTemplateExpression(node) && /^(?:smtp|policy):$/.test(node.head.text));
      if (isAspect) add(node, 'takes an aspect apart');
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

const sources = (folder: string): readonly string[] =>
  readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });

test('nothing goes by the name of a kind: what is true of it is in the catalogue', () => {
  const found = ['lib', 'bin', 'lambdas']
    .flatMap(sources)
    .flatMap((path) => byName(path, readFileSync(join(ROOT, path), 'utf8')));
  expect(found).toEqual([]);
});

test.each([
  ["kind.startsWith('mx-host-')", 'takes the name of a kind apart'],
  ["cause.finding.kind.endsWith('-certificate-expiring')", 'takes the name of a kind apart'],
  ['EXPIRING.test(finding.kind)', 'matches the name of a kind'],
  ['const PLACES = /^tlsrpt-/;', 'has an expression for kinds'],
  ['const DATED = /-certificate-(?:expired|expiring)$/;', 'has an expression for kinds'],
  ["const all = ['mx-host-slow', 'mx-host-refuses-sessions'];", 'lists kinds'],
  ["const next = { 'mx-missing': 1, 'mx-implicit': 2 };", 'has a table of kinds'],
  ["switch (kind) { case 'mx-missing': case 'mx-implicit': }", 'has a case for each kind'],
  ['type Host = Extract<FindingKind, `mx-host-${string}`>;', 'has a type for names of kinds'],
  ["aspect.startsWith('smtp:')", 'takes an aspect apart'],
  ['const at = `policy:${address}`;', 'takes an aspect apart'],
])('%s is found', (text, what) => {
  expect(byName('lib/example.ts', text)).toEqual([`lib/example.ts:1 ${what}`]);
});
