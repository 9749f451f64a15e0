import type { Advice } from '../../analysis/causes/cause.ts';
import { ADVICE } from './strings.ts';
import { shown } from './tell-subject.ts';

/** What to do, in words. */
export function adviceText(advice: Advice): string {
  switch (advice.id) {
    case 'weakBack':
      return ADVICE.weakBack(advice.references.map(shown), shown(advice.owner));
    case 'boundMethod':
      return ADVICE.boundMethod(shown(advice.reference), shown(advice.owner));
    case 'closure':
      return ADVICE.closure(shown(advice.inner), shown(advice.variable));
    case 'selfReference':
      return ADVICE.selfReference(shown(advice.reference), shown(advice.owner));
    case 'classPerCall':
      return ADVICE.classPerCall(shown(advice.reference));
    case 'suspended':
      return ADVICE.suspended(shown(advice.run), shown(advice.variable));
    case 'keptError':
      return ADVICE.keptError(shown(advice.reference));
    case 'clearVariable': {
      const named = advice.variables.map(({ name, run }) =>
        ADVICE.variableOf(shown(name), shown(run)),
      );
      const first = shown(advice.variables[0]?.name ?? '').replace(/\[…\]$/, '');
      return ADVICE.clearVariable(named, first);
    }
    case 'clear':
      return ADVICE.clear(advice.references.map(shown), shown(advice.owner));
    case 'hidden':
      return ADVICE.hidden(shown(advice.through), shown(advice.reference), shown(advice.owner));
    case 'plainCopy':
      return ADVICE.plainCopy(shown(advice.type), advice.references.map(shown));
    case 'bounded':
      return ADVICE.bounded(advice.limit);
    default:
      return ADVICE[advice.id];
  }
}
