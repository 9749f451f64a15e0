import type { Subject, WhyLarge } from '../../analysis/causes/cause.ts';
import type { CyclePart, CycleWay } from '../../analysis/causes/cycle-way.ts';
import { clip, showable } from '../../base/text.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import { countOfType, typeName } from '../rows/names.ts';
import { CYCLE, SUBJECT, WHY } from './strings.ts';

const MAX_NAME = 120;

/** A name from the dump, short and safe to show. */
export function shown(name: string): string {
  return clip(showable(name), MAX_NAME);
}

/** "2,800 dicts {quotes, html}", "600 Tasks of handle()", "10 dicts, in each 3 lists". */
export function subjectText(graph: HeapGraph, subject: Subject): string {
  const { type, count, keys, suchAs, runs, leadsTo, variable, each } = subject;
  let text = countOfType(count, typeName(graph, type));
  if (subject.isAtLeast) text = SUBJECT.atLeast(text);
  if (subject.isNested) text = SUBJECT.nested(text);
  if (keys.length > 0) text = SUBJECT.keys(text, keys.map(shown));
  if (suchAs !== '') text = SUBJECT.suchAs(text, shown(suchAs));
  if (runs !== '') text = SUBJECT.runs(text, shown(runs));
  if (leadsTo !== null) text = SUBJECT[leadsTo.form](text, shown(leadsTo.name));
  if (variable !== null) {
    const value = countOfType(1, typeName(graph, variable.type));
    text = SUBJECT.variable(text, value, shown(variable.name));
  }
  return each === null ? text : SUBJECT.each(text, subjectText(graph, each));
}

/** Why each item keeps so much; '' where the advice says it. */
export function whyText(why: WhyLarge): string {
  switch (why.id) {
    case 'view':
      return WHY.view(why.bytes, why.shape);
    case 'gradients':
      return WHY.gradients(why.bytes);
    case 'traceback':
      return WHY.traceback(why.runs.map(shown));
    case 'suspended':
      return WHY.suspended(shown(why.run));
    case 'method':
      return '';
    case 'attribute': {
      const names = why.names.map(shown);
      const [first = ''] = names;
      if (why.type === '') return WHY.bySeveral(names, why.bytes);
      const told = why.isAll ? WHY.byOne : WHY.byMostly;
      return told(first, shown(why.type), why.bytes);
    }
  }
}

/** `Table.filter → Filter._table → Table`. */
export function cycleText({ parts, end }: CycleWay): string {
  const texts = [...parts.map(partText), shown(end)];
  return texts.filter((text, at) => text !== texts[at - 1]).join(' → ');
}

function partText({ form, holder, name, hasItems, place, inner, maker }: CyclePart): string {
  const items = hasItems ? '[…]' : '';
  switch (form) {
    case 'local':
      return CYCLE.variable(shown(name) + items) + CYCLE.ofFunction(shown(place?.name ?? ''));
    case 'cell':
      return (
        CYCLE.variable(shown(name) + items) +
        CYCLE.ofClosure(shown(inner), shown(maker?.name ?? '?'))
      );
    case 'method':
      return CYCLE.method(shown(holder));
    default:
      return `${shown(holder)}${name === '' ? '' : `.${shown(name)}`}${items}`;
  }
}
