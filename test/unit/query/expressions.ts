import fc from 'fast-check';
import type { Expression, Literal } from '../../../shared/query/expression.ts';
import type { Field, Operator } from '../../../shared/query/fields.ts';
import { OBJECT_FIELDS, operatorsOf } from '../../../shared/query/fields.ts';

/** What literals are made of: odd ones for the parser, likely ones where something is to be found. */
export interface Ingredients {
  readonly text: fc.Arbitrary<string>;
  readonly number: fc.Arbitrary<number>;
  readonly address: fc.Arbitrary<readonly [low: number, high: number]>;
  readonly pattern: fc.Arbitrary<string>;
}

/** Expressions as the parser makes them: `and` holds no `and`, and neither holds only one. */
export function expressionArbitrary(ingredients: Ingredients): fc.Arbitrary<Expression> {
  const field = fc.constantFrom(...OBJECT_FIELDS.fields);
  const compare = field.chain((known) =>
    fc
      .constantFrom(...operatorsOf(known.kind))
      .chain((operator) =>
        literalArbitrary(known, operator, ingredients).map(
          (value): Expression => ({ kind: 'compare', field: known.name, operator, value }),
        ),
      ),
  );
  const list = field.chain((known) =>
    fc
      .tuple(
        fc.array(literalArbitrary(known, '=', ingredients), { minLength: 1, maxLength: 3 }),
        fc.boolean(),
      )
      .map(
        ([values, isNegated]): Expression => ({ kind: 'in', field: known.name, values, isNegated }),
      ),
  );
  const { expression } = fc.letrec<{ expression: Expression; leaf: Expression }>((tie) => ({
    leaf: fc.oneof(
      { weight: 4, arbitrary: compare },
      list,
      ingredients.text.map((text): Expression => ({ kind: 'word', text })),
      patternArbitrary(ingredients).map((pattern): Expression => ({ kind: 'matches', pattern })),
    ),
    expression: fc.oneof(
      { depthSize: 'small', maxDepth: 4 },
      tie('leaf'),
      tie('expression').map((operand): Expression => ({ kind: 'not', operand })),
      ...(['and', 'or'] as const).map((kind) =>
        fc
          .array(tie('expression'), { minLength: 2, maxLength: 3 })
          .map((parts) => parts.flatMap((part) => (part.kind === kind ? part.operands : [part])))
          .map((operands): Expression => ({ kind, operands })),
      ),
    ),
  }));
  return expression;
}

function patternArbitrary({ pattern }: Ingredients) {
  return fc.record({
    form: fc.constant('pattern' as const),
    source: pattern,
    ignoreCase: fc.boolean(),
  });
}

function literalArbitrary(
  field: Field,
  operator: Operator,
  ingredients: Ingredients,
): fc.Arbitrary<Literal> {
  const text = ingredients.text.map((value): Literal => ({ form: 'text', text: value }));
  const isSearch = operator === '~' || operator === '!~';
  switch (field.kind) {
    case 'text':
      return isSearch ? fc.oneof(text, patternArbitrary(ingredients)) : text;
    case 'bytes':
    case 'count':
      return ingredients.number.map((value) => ({ form: 'number', value }));
    case 'flag':
      return fc.boolean().map((value) => ({ form: 'flag', value }));
    case 'choice':
      return fc
        .constantFrom(...(field.choices ?? []))
        .map((value) => ({ form: 'text', text: value }));
    case 'address':
      return isSearch
        ? fc.constantFrom('1', '0x1', '0x20', 'f0').map((value) => ({ form: 'text', text: value }))
        : ingredients.address.map(([low, high]) => ({ form: 'address', low, high }));
  }
}
