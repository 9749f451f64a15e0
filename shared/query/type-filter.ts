import { UNATTENDED_JOB } from '../base/job.ts';
import type { Expression, Literal } from './expression.ts';
import type { FieldName, Operator } from './fields.ts';
import { numberTest } from './number-conditions.ts';
import type { TextField } from './text-conditions.ts';
import { bytesTestOf } from './text-conditions.ts';

/** What a filter of types looks at. */
export interface TypeFacts {
  readonly type: string;
  readonly count: number;
  readonly shallowBytes: number;
  /** Null where nobody has computed it; it satisfies nothing then. */
  readonly retainedBytes: number | null;
  readonly garbageCount: number;
}

type TypeTest = (row: TypeFacts) => boolean;

/** A filter of types (see `TYPES`) as a test of one row. */
export function compileTypeFilter(expression: Expression): TypeTest {
  switch (expression.kind) {
    case 'everything':
      return () => true;
    case 'and': {
      const tests = expression.operands.map(compileTypeFilter);
      return (row) => tests.every((test) => test(row));
    }
    case 'or': {
      const tests = expression.operands.map(compileTypeFilter);
      return (row) => tests.some((test) => test(row));
    }
    case 'not': {
      const test = compileTypeFilter(expression.operand);
      return (row) => !test(row);
    }
    case 'word':
      return textTest('type', true, [{ form: 'text', text: expression.text }]);
    case 'matches':
      return textTest('type', true, [expression.pattern]);
    case 'in': {
      const test = fieldTest(expression.field, '=', expression.values);
      return expression.isNegated ? (row) => !test(row) : test;
    }
    case 'compare': {
      const { field, operator, value } = expression;
      const opposite = operator === '!=' ? '=' : operator === '!~' ? '~' : null;
      const test = fieldTest(field, opposite ?? operator, [value]);
      return opposite === null ? test : (row) => !test(row);
    }
  }
}

function fieldTest(field: FieldName, operator: Operator, values: readonly Literal[]): TypeTest {
  if (field === 'type' || field === 'module') return textTest(field, operator === '~', values);
  const numbers = values.flatMap((value) => (value.form === 'number' ? [value.value] : []));
  const test = numberTest({ operator, values: numbers });
  switch (field) {
    case 'count':
      return (row) => test(row.count);
    case 'size':
      return (row) => test(row.shallowBytes);
    case 'retained':
      return (row) => row.retainedBytes !== null && test(row.retainedBytes);
    case 'garbage':
      return (row) => test(row.garbageCount);
    default:
      // Of objects, not of types; the parser refuses them in a filter of types.
      return () => false;
  }
}

function textTest(field: TextField, isSearch: boolean, values: readonly Literal[]): TypeTest {
  const encoder = new TextEncoder();
  const test = bytesTestOf(field, { isSearch, values }, UNATTENDED_JOB);
  return ({ type }) => {
    const bytes = encoder.encode(type);
    return test(bytes, 0, bytes.length);
  };
}
