import ts from 'typescript';
import { changedRegexes } from './regex-operators';

/** What changes: an expression, a whole statement, or an element of a list. */
export type Place = 'expression' | 'statement' | 'element';

/** One small fault that a test should notice. */
export interface Mutant {
  /** Relative to the repository. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** The function or constant that contains it. */
  readonly within: string;
  readonly operator: string;
  readonly before: string;
  readonly after: string;
  readonly place: Place;
  /** Offsets of the node that changes. */
  readonly start: number;
  readonly end: number;
}

type Change = Pick<Mutant, 'operator' | 'after'> & { readonly place?: Place; readonly node?: ts.Node };

/** Whether texts count: words that people read are held by other tests. */
export interface Texts {
  readonly literals: boolean;
}

const SWAPPED: Partial<Record<ts.SyntaxKind, readonly string[]>> = {
  [ts.SyntaxKind.EqualsEqualsEqualsToken]: ['!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken]: ['==='],
  [ts.SyntaxKind.LessThanToken]: ['<=', '>='],
  [ts.SyntaxKind.LessThanEqualsToken]: ['<', '>'],
  [ts.SyntaxKind.GreaterThanToken]: ['>=', '<='],
  [ts.SyntaxKind.GreaterThanEqualsToken]: ['>', '<'],
  [ts.SyntaxKind.AmpersandAmpersandToken]: ['||'],
  [ts.SyntaxKind.BarBarToken]: ['&&'],
  [ts.SyntaxKind.PlusToken]: ['-'],
  [ts.SyntaxKind.MinusToken]: ['+'],
  [ts.SyntaxKind.AsteriskToken]: ['/'],
  [ts.SyntaxKind.SlashToken]: ['*'],
  [ts.SyntaxKind.PercentToken]: ['*'],
  [ts.SyntaxKind.PlusEqualsToken]: ['-='],
  [ts.SyntaxKind.MinusEqualsToken]: ['+='],
  [ts.SyntaxKind.AmpersandToken]: ['|'],
  [ts.SyntaxKind.BarToken]: ['&'],
  [ts.SyntaxKind.LessThanLessThanToken]: ['>>'],
};

const BOUNDARY = new Set([
  ts.SyntaxKind.LessThanToken,
  ts.SyntaxKind.LessThanEqualsToken,
  ts.SyntaxKind.GreaterThanToken,
  ts.SyntaxKind.GreaterThanEqualsToken,
]);

/** Calls that hand on what they were called on, changed. */
const DROPPED = new Set(
  'filter slice sort toSorted reverse toReversed trim trimEnd trimStart toLowerCase toUpperCase normalize'.split(' '),
);

const TWINS: ReadonlyMap<string, string> = new Map([
  ['some', 'every'],
  ['every', 'some'],
  ['startsWith', 'endsWith'],
  ['endsWith', 'startsWith'],
  ['min', 'max'],
  ['max', 'min'],
]);

/** All small faults of a file, in the order of the text. */
export function mutantsOf(file: string, text: string, texts: Texts): readonly Mutant[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
  const found: Mutant[] = [];
  const visit = (node: ts.Node): void => {
    if (isLeftOut(node)) return;
    for (const { operator, after, place = 'expression', node: at = node } of changesOf(node, texts)) {
      const start = at.getStart(source);
      const line = source.getLineAndCharacterOfPosition(start).line + 1;
      const before = at.getText(source);
      found.push({ file, line, within: nameAround(at), operator, before, after, place, start, end: at.end });
    }
    node.forEachChild(visit);
  };
  visit(source);
  return found.filter(({ before, after }) => before !== after);
}

/** Types say nothing at run time, and an import or a key that is another name does not compile. */
const isLeftOut = (node: ts.Node): boolean =>
  ts.isTypeNode(node) ||
  ts.isImportDeclaration(node) ||
  ts.isExportDeclaration(node) ||
  ts.isTypeAliasDeclaration(node) ||
  ts.isInterfaceDeclaration(node);

function changesOf(node: ts.Node, texts: Texts): readonly Change[] {
  return [...conditionChanges(node), ...operatorChanges(node), ...literalChanges(node, texts), ...flowChanges(node)];
}

function conditionChanges(node: ts.Node): readonly Change[] {
  const change = (condition: ts.Expression, values: readonly boolean[]): readonly Change[] =>
    isConstant(condition)
      ? []
      : values.map((value) => ({ operator: 'condition', after: String(value), node: condition }));
  if (ts.isIfStatement(node)) return change(node.expression, [true, false]);
  if (ts.isConditionalExpression(node)) return change(node.condition, [true, false]);
  if (ts.isWhileStatement(node) || ts.isDoStatement(node)) return change(node.expression, [false]);
  if (ts.isForStatement(node) && node.condition !== undefined) return change(node.condition, [false]);
  return [];
}

const isConstant = ({ kind }: ts.Node): boolean =>
  kind === ts.SyntaxKind.TrueKeyword || kind === ts.SyntaxKind.FalseKeyword;

function operatorChanges(node: ts.Node): readonly Change[] {
  if (ts.isBinaryExpression(node)) {
    const { left, right, operatorToken } = node;
    if (operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken)
      return [left, right].map((kept) => ({ operator: 'default', after: kept.getText() }));
    if (operatorToken.kind === ts.SyntaxKind.PlusToken && (isText(left) || isText(right))) return [];
    const operator = BOUNDARY.has(operatorToken.kind) ? 'boundary' : 'operator';
    return (SWAPPED[operatorToken.kind] ?? []).map((token) => ({
      operator,
      after: `${left.getText()} ${token} ${right.getText()}`,
    }));
  }
  if (ts.isPrefixUnaryExpression(node)) return unaryChanges(node);
  if (ts.isPostfixUnaryExpression(node))
    return [
      {
        operator: 'operator',
        after: `${node.operand.getText()}${node.operator === ts.SyntaxKind.PlusPlusToken ? '--' : '++'}`,
      },
    ];
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node) || ts.isCallExpression(node))
    return chainChanges(node);
  return [];
}

function unaryChanges({ operator, operand }: ts.PrefixUnaryExpression): readonly Change[] {
  const inner = operand.getText();
  switch (operator) {
    case ts.SyntaxKind.ExclamationToken:
      return [{ operator: 'negation', after: inner }];
    case ts.SyntaxKind.MinusToken:
      return [{ operator: 'operator', after: inner }];
    case ts.SyntaxKind.PlusPlusToken:
      return [{ operator: 'operator', after: `--${inner}` }];
    case ts.SyntaxKind.MinusMinusToken:
      return [{ operator: 'operator', after: `++${inner}` }];
    case ts.SyntaxKind.PlusToken:
    case ts.SyntaxKind.TildeToken:
      return [];
  }
}

/** Changes of one link of `a?.b.c(d)`, made on the whole: a part of it in parentheses would end the chain too early. */
function chainChanges(node: ts.PropertyAccessExpression | ts.ElementAccessExpression | ts.CallExpression): Change[] {
  const whole = wholeChain(node);
  const swap = (operator: string, from: number, to: number, text: string): Change => {
    const start = whole.getStart();
    const before = whole.getText();
    return { operator, node: whole, after: before.slice(0, from - start) + text + before.slice(to - start) };
  };
  const changes: Change[] = [];
  const question = node.questionDotToken;
  if (question !== undefined)
    changes.push(
      swap('optional chain', question.getStart(), question.end, ts.isPropertyAccessExpression(node) ? '.' : ''),
    );
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return changes;
  const { expression: receiver, name } = node.expression;
  if (DROPPED.has(name.text)) changes.push(swap('call', receiver.end, node.end, ''));
  const twin = TWINS.get(name.text);
  if (twin !== undefined) changes.push(swap('call', name.getStart(), name.end, twin));
  return changes;
}

function wholeChain(node: ts.Node): ts.Node {
  const { parent } = node;
  const isLink =
    (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent) || ts.isCallExpression(parent)) &&
    parent.expression === node;
  return isLink || ts.isNonNullExpression(parent) ? wholeChain(parent) : node;
}

const isText = (node: ts.Node): boolean =>
  ts.isStringLiteralLike(node) ||
  ts.isTemplateExpression(node) ||
  (ts.isBinaryExpression(node) && (isText(node.left) || isText(node.right)));

function literalChanges(node: ts.Node, { literals }: Texts): readonly Change[] {
  if (node.kind === ts.SyntaxKind.TrueKeyword) return [{ operator: 'boolean', after: 'false' }];
  if (node.kind === ts.SyntaxKind.FalseKeyword) return [{ operator: 'boolean', after: 'true' }];
  if (ts.isRegularExpressionLiteral(node)) {
    const end = node.text.lastIndexOf('/');
    return changedRegexes(node.text.slice(1, end), node.text.slice(end + 1)).map(({ operator, source, flags }) => ({
      operator,
      after: `/${source}/${flags}`,
    }));
  }
  if (ts.isNumericLiteral(node) && !isKey(node)) return numberChanges(node);
  if (ts.isArrayLiteralExpression(node) && node.elements.length > 0)
    return [{ operator: 'array', after: '[]' }, ...elementChanges(node)];
  if (ts.isObjectLiteralExpression(node) && node.properties.length > 0) return [{ operator: 'object', after: '{}' }];
  const isText = ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
  if (!literals || !isText || isKey(node) || isRow(node) || ts.isTaggedTemplateExpression(node.parent)) return [];
  return [{ operator: 'string', after: ts.isStringLiteralLike(node) && node.text === '' ? "'mutant'" : "''" }];
}

/** Neighbours of a number, but for what another operator does as well: a bound that is moved, and the two signs of an order. */
function numberChanges(node: ts.NumericLiteral): readonly Change[] {
  const value = Number(node.text);
  const { parent } = node;
  const isSign = value === 1 && (ts.isConditionalExpression(parent) || ts.isPrefixUnaryExpression(parent));
  const operator = ts.isBinaryExpression(parent) ? parent.operatorToken.kind : undefined;
  if (isSign || (operator !== undefined && BOUNDARY.has(operator))) return [];
  const isCompared =
    operator === ts.SyntaxKind.EqualsEqualsEqualsToken || operator === ts.SyntaxKind.ExclamationEqualsEqualsToken;
  // A bound counts by its size: whether a day is a millisecond longer is no question.
  const others = value < 100 && !isCompared ? [value + 1, value - 1] : [value + 1];
  return others.map((other) => ({ operator: 'number', after: String(other) }));
}

/** A row that is missing, of a table of names. */
function elementChanges({ elements }: ts.ArrayLiteralExpression): readonly Change[] {
  return elements
    .filter(isRow)
    .map((element) => ({ operator: 'row', node: element, after: '...[]', place: 'element' }));
}

const isRow = (node: ts.Node): boolean =>
  ts.isStringLiteral(node) &&
  ts.isArrayLiteralExpression(node.parent) &&
  node.parent.elements.length > 1 &&
  node.parent.elements.every(ts.isStringLiteral);

/** Names of properties, and cases, which are as good as their compiler. */
const isKey = (node: ts.Node): boolean =>
  (ts.isPropertyAssignment(node.parent) && node.parent.name === node) ||
  (ts.isBindingElement(node.parent) && node.parent.propertyName === node) ||
  ts.isEnumMember(node.parent) ||
  ts.isPropertyDeclaration(node.parent) ||
  ts.isPropertySignature(node.parent) ||
  ts.isCaseClause(node.parent);

function flowChanges(node: ts.Node): readonly Change[] {
  if (ts.isExpressionStatement(node) || ts.isBreakStatement(node) || ts.isContinueStatement(node))
    return [{ operator: 'statement', after: '', place: 'statement' }];
  if (ts.isThrowStatement(node)) return [{ operator: 'throw', after: '', place: 'statement' }];
  return [];
}

function nameAround(node: ts.Node): string {
  const names: string[] = [];
  for (let at: ts.Node | undefined = node; at !== undefined; at = at.parent) {
    const name = nameOf(at);
    if (name !== undefined && (ts.isIdentifier(name) || ts.isStringLiteral(name))) names.unshift(name.text);
  }
  return names.join('.');
}

const nameOf = (node: ts.Node): ts.Node | undefined =>
  ts.isFunctionDeclaration(node) ||
  ts.isMethodDeclaration(node) ||
  ts.isClassDeclaration(node) ||
  ts.isVariableDeclaration(node) ||
  ts.isPropertyAssignment(node)
    ? node.name
    : undefined;
