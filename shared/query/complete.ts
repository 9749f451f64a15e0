import { formatQuantity } from '../base/units.ts';
import type { CompletionContext } from './completion-context.ts';
import { completionContext } from './completion-context.ts';
import type { Field, Vocabulary } from './fields.ts';
import { operatorsOf } from './fields.ts';
import { quoteWord } from './print.ts';

/** What is known of the dump that a filter could name. */
export interface CompletionFacts {
  readonly types: readonly { readonly name: string; readonly count: number }[];
}

export interface Suggestion {
  readonly kind: 'field' | 'operator' | 'value' | 'type' | 'keyword';
  /** What it is called in a list. */
  readonly label: string;
  /** What it means, in a few words; may be ''. */
  readonly detail: string;
  /** What it puts in the place of the word at the caret. */
  readonly insert: string;
}

export interface Completion {
  /** UTF-16 code units of the filter that a suggestion replaces. */
  readonly from: number;
  readonly to: number;
  readonly suggestions: readonly Suggestion[];
}

const MAX_SUGGESTIONS = 12;
const MAX_TYPES = 6;

/**
 * What could stand at the caret, likeliest first. Pure: the same text, caret and facts give the
 * same list in the window and on the command line.
 */
export function completeFilter(
  text: string,
  caret: number,
  vocabulary: Vocabulary,
  facts: CompletionFacts,
): Completion {
  const context = completionContext(text, caret, vocabulary);
  if (context === null) return { from: caret, to: caret, suggestions: [] };
  const { from, to } = context;
  const isGlued = from > 0 && /[^\s(]/.test(text.charAt(from - 1));
  const suggestions = suggestionsFor(context, vocabulary, facts)
    .filter(({ insert }) => insert.trim() !== text.slice(from, to))
    .slice(0, MAX_SUGGESTIONS)
    .map((one) => (isGlued ? { ...one, insert: ` ${one.insert}` } : one));
  return { from, to, suggestions };
}

/** Whether names of types can be suggested here: whoever asks may have to fetch them first. */
export function wantsTypes({ expected, typed }: CompletionContext): boolean {
  if (expected.what === 'value')
    return expected.field.name === 'type' || expected.field.name === 'module';
  return (expected.what === 'term' || expected.what === 'connective') && typed.length > 1;
}

function suggestionsFor(
  { expected, typed }: CompletionContext,
  vocabulary: Vocabulary,
  facts: CompletionFacts,
): readonly Suggestion[] {
  switch (expected.what) {
    case 'term':
      return [
        ...fields(typed, vocabulary),
        ...typesAsTerms(typed, vocabulary, facts),
        ...negation(typed),
      ];
    case 'operator':
      return operators(expected.field, typed);
    case 'list':
      return [keyword('(', 'begins a list of values')];
    case 'value':
      return values(expected.field, typed, vocabulary, facts);
    case 'listEnd':
      return [keyword(', ', 'one more value'), keyword(')', 'ends the list')];
    case 'connective':
      return typed === ''
        ? CONNECTIVES
        : [
            ...CONNECTIVES.filter(({ label }) => label.startsWith(typed.toLowerCase())),
            ...fields(typed, vocabulary),
            ...typesAsTerms(typed, vocabulary, facts),
          ];
  }
}

function keyword(text: string, detail: string): Suggestion {
  return { kind: 'keyword', label: text.trim(), detail, insert: text };
}

const CONNECTIVES: readonly Suggestion[] = [keyword('and ', 'both'), keyword('or ', 'either')];

function negation(typed: string): readonly Suggestion[] {
  return 'not'.startsWith(typed.toLowerCase())
    ? [keyword('not ', 'the opposite of what follows')]
    : [];
}

/** Fields that begin with what was typed, then those that hold it. */
function fields(typed: string, { fields: all }: Vocabulary): readonly Suggestion[] {
  const wanted = typed.toLowerCase();
  const rank = ({ name, aliases }: Field): number => {
    if (name.startsWith(wanted)) return 0;
    if (aliases.some((alias) => alias.toLowerCase().startsWith(wanted))) return 1;
    return wanted.length > 2 && name.includes(wanted) ? 2 : 3;
  };
  return all
    .map((field) => ({ field, rank: rank(field) }))
    .filter((ranked) => ranked.rank < 3)
    .sort((a, b) => a.rank - b.rank)
    .map(({ field }) => ({
      kind: 'field',
      label: field.name,
      detail: field.meaning,
      insert: `${field.name} `,
    }));
}

const OPERATOR_WORDS: Readonly<Record<string, string>> = {
  '=': 'is',
  '!=': 'is not',
  '<': 'less than',
  '<=': 'at most',
  '>': 'more than',
  '>=': 'at least',
  '~': 'contains, or matches /pattern/',
  '!~': 'does not contain',
};

function operators(field: Field, typed: string): readonly Suggestion[] {
  const symbols = operatorsOf(field.kind).map(
    (operator): Suggestion => ({
      kind: 'operator',
      label: operator,
      detail: OPERATOR_WORDS[operator] ?? '',
      insert: `${operator} `,
    }),
  );
  const lists = [keyword('in (', 'is one of'), keyword('not in (', 'is none of')];
  const wanted = typed.toLowerCase();
  const all = field.kind === 'flag' ? symbols : [...symbols, ...lists];
  return all.filter(({ insert }) => insert.startsWith(wanted));
}

function values(
  field: Field,
  typed: string,
  vocabulary: Vocabulary,
  facts: CompletionFacts,
): readonly Suggestion[] {
  if (field.name === 'type') return typeNames(typed, vocabulary, facts);
  if (field.name === 'module') return moduleNames(typed, vocabulary, facts);
  return valueTexts(field, typed)
    .filter((text) => text.startsWith(typed.toLowerCase()) || /^\d/.test(typed))
    .map((text) => ({ kind: 'value', label: text, detail: '', insert: text }));
}

function valueTexts(field: Field, typed: string): readonly string[] {
  const isNumber = /^\d[\d_]*(\.\d+)?$/.test(typed);
  switch (field.kind) {
    case 'choice':
      return field.choices ?? [];
    case 'flag':
      return ['yes', 'no'];
    case 'bytes':
      if (isNumber) return ['KB', 'MB', 'GB'].map((unit) => typed + unit);
      return typed === '' ? ['1KB', '1MB', '10MB', '100MB', '1GB'] : [];
    case 'count':
      if (isNumber) return ['k', 'M'].map((unit) => typed + unit);
      return typed === '' ? ['0', '1', '100', '10k', '1M'] : [];
    default:
      return [];
  }
}

function typeNames(
  typed: string,
  vocabulary: Vocabulary,
  facts: CompletionFacts,
): readonly Suggestion[] {
  return matchingTypes(typed, facts).map(({ name, count }) => ({
    kind: 'type',
    label: name,
    detail: formatQuantity(count, 'object'),
    insert: quoteWord(shortestName(name, facts), vocabulary),
  }));
}

/** `DataF` where a condition may begin becomes `type = DataFrame`. */
function typesAsTerms(
  typed: string,
  vocabulary: Vocabulary,
  facts: CompletionFacts,
): readonly Suggestion[] {
  if (typed.length < 2) return [];
  return typeNames(typed, vocabulary, facts)
    .slice(0, MAX_TYPES)
    .map((one) => ({ ...one, insert: `type = ${one.insert}` }));
}

function moduleNames(
  typed: string,
  vocabulary: Vocabulary,
  facts: CompletionFacts,
): readonly Suggestion[] {
  const counts = new Map<string, number>();
  for (const { name, count } of facts.types) {
    const dot = name.lastIndexOf('.');
    const module = dot > 0 ? name.slice(0, dot) : 'builtins';
    counts.set(module, (counts.get(module) ?? 0) + count);
  }
  const wanted = typed.toLowerCase();
  return [...counts]
    .filter(([module]) => module.toLowerCase().includes(wanted))
    .sort((a, b) => b[1] - a[1])
    .map(([module, count]) => ({
      kind: 'value',
      label: module,
      detail: formatQuantity(count, 'object'),
      insert: quoteWord(module, vocabulary),
    }));
}

/** Types whose last part begins with what was typed, then those that hold it; many objects first. */
function matchingTypes(typed: string, { types }: CompletionFacts) {
  const wanted = typed.toLowerCase();
  return types
    .filter(({ name }) => !name.endsWith('…') && name.toLowerCase().includes(wanted))
    .map((type) => ({
      ...type,
      begins: lastPart(type.name).toLowerCase().startsWith(wanted) ? 0 : 1,
    }))
    .sort((a, b) => a.begins - b.begins || b.count - a.count);
}

/** The last part of a type's name where that says which type is meant. */
function shortestName(name: string, { types }: CompletionFacts): string {
  const short = lastPart(name);
  const sharing = types.filter((type) => lastPart(type.name) === short).length;
  return sharing > 1 ? name : short;
}

function lastPart(name: string): string {
  const last = name.slice(name.lastIndexOf('.') + 1);
  return last === '' ? name : last;
}
