import { parseSync } from 'vite';

/** A node of the syntax tree, as far as it is looked at here. */
interface Syntax {
  readonly type: string;
  readonly start: number;
  readonly name?: unknown;
  readonly key?: unknown;
  readonly value?: unknown;
  readonly operator?: unknown;
  readonly expression?: unknown;
  readonly consequent?: unknown;
  readonly alternate?: unknown;
  readonly left?: unknown;
  readonly right?: unknown;
  readonly quasis?: unknown;
  readonly children?: unknown;
  readonly attributes?: unknown;
}

/** Attributes and properties whose values people read, or have read to them. */
const READ = new Set([
  'title',
  'aria-label',
  'aria-description',
  'aria-roledescription',
  'aria-valuetext',
  'placeholder',
  'alt',
  'label',
  'heading',
  'header',
  'tip',
  'data-tip',
  'what',
  'note',
  'removeName',
]);

/** Our controls are told what they are called by `name`; elements and icons mean something else. */
const READ_ON_CONTROLS = new Set([...READ, 'name']);
const NAMED_OTHERWISE = /^(?:[a-z]|Icon$)/;

/**
 * Texts for people that stand in a component instead of a strings file: text between tags, and
 * values of what is read out or shown. Signs and punctuation may stay; a word may not.
 */
export function strayTexts(file: string, code: string): readonly string[] {
  const { program, errors } = parseSync(file, code);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const found: string[] = [];
  const check = (value: unknown, strings: readonly string[]): void => {
    if (!isSyntax(value)) return;
    for (const text of strings) {
      if (!/\p{L}/u.test(text)) continue;
      const line = code.slice(0, value.start).split('\n').length;
      found.push(`${line}: ${text.replace(/\s+/g, ' ').trim()}`);
    }
  };
  const visit = (node: Syntax): void => {
    if (node.type === 'JSXText') check(node, [String(node.value)]);
    if (node.type === 'JSXElement' || node.type === 'JSXFragment') {
      for (const child of nodesIn(node.children)) {
        if (child.type === 'JSXExpressionContainer') check(child, textsOf(child));
      }
    }
    if (node.type === 'JSXOpeningElement') {
      const names = NAMED_OTHERWISE.test(nameOf(node.name)) ? READ : READ_ON_CONTROLS;
      for (const attribute of nodesIn(node.attributes)) {
        if (names.has(nameOf(attribute.name))) check(attribute.value, textsOf(attribute.value));
      }
    }
    if (node.type === 'Property' && READ.has(nameOf(node.key))) {
      check(node.value, textsOf(node.value));
    }
    for (const value of Object.values(node)) nodesIn(value).forEach(visit);
  };
  nodesIn(program).forEach(visit);
  return found;
}

/** The literal texts an expression may come to. */
function textsOf(value: unknown): readonly string[] {
  if (!isSyntax(value)) return [];
  switch (value.type) {
    case 'Literal':
      return typeof value.value === 'string' ? [value.value] : [];
    case 'TemplateLiteral':
      return nodesIn(value.quasis).map(({ value: quasi }) =>
        typeof quasi === 'object' && quasi !== null && 'raw' in quasi ? String(quasi.raw) : '',
      );
    case 'JSXExpressionContainer':
      return textsOf(value.expression);
    case 'ConditionalExpression':
      return [...textsOf(value.consequent), ...textsOf(value.alternate)];
    case 'LogicalExpression':
    case 'BinaryExpression':
      return value.operator === '===' || value.operator === '!=='
        ? []
        : [...textsOf(value.left), ...textsOf(value.right)];
    default:
      return [];
  }
}

function nameOf(value: unknown): string {
  if (!isSyntax(value)) return '';
  return String(value.name ?? value.value ?? '');
}

function nodesIn(value: unknown): readonly Syntax[] {
  if (Array.isArray(value)) return value.filter(isSyntax);
  return isSyntax(value) ? [value] : [];
}

function isSyntax(value: unknown): value is Syntax {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}
