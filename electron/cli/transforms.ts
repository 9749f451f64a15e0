import { Option } from 'commander';
import { OuroborosError } from '../../shared/base/errors.ts';
import type { Transform } from '../../shared/scene/model/scene.ts';
import type { HeapSession } from '../../shared/session/heap-session.ts';
import { typeMatches } from '../../shared/session/rows/names.ts';

/** What a command line asks to be changed of a whole drawing. */
export interface TransformChoice {
  readonly drop: readonly string[];
  readonly fold: readonly string[];
  readonly merge: readonly string[];
  readonly chain: readonly string[];
  readonly onlyMine?: boolean;
  readonly byModule?: boolean;
}

/** The options that change a whole drawing. */
export function transformOptions(): readonly Option[] {
  const types = (flag: string, does: string): Option =>
    new Option(`--${flag} <type...>`, does).default([], 'none');
  return [
    types('drop', 'leave out all objects of a type, and what is only reached through them'),
    types('fold', 'draw no objects of a type: references lead through them'),
    types('merge', 'draw all objects of a type in one box'),
    types('chain', 'draw objects of a type that hang together, as in a linked list, in one box'),
    new Option(
      '--only-mine',
      "draw nothing of libraries: references lead through what isn't yours",
    ),
    new Option('--by-module', 'draw one box for each module of yours, and for each package'),
  ];
}

/**
 * The changes that were asked for: those of everything first, so that one of a type goes before.
 * @throws {OuroborosError} `not-found` for a type that the dump does not have.
 */
export function transformsOf(
  session: Pick<HeapSession, 'graph'>,
  choice: TransformChoice,
): readonly Transform[] {
  const { strings, typeNames } = session.graph;
  const all = [...new Set(Array.from(typeNames, (name) => strings.get(name)))];
  const named = (kind: 'drop' | 'fold' | 'merge' | 'chain'): readonly Transform[] =>
    choice[kind].flatMap((wanted) => {
      const types = all.filter((type) => typeMatches(type, wanted));
      if (types.length > 0) return types.map((type) => ({ kind, type }));
      throw new OuroborosError('not-found', `No object in this dump is of type "${wanted}".`);
    });
  return [
    ...(choice.byModule === true ? [{ kind: 'modules' } as const] : []),
    ...(choice.onlyMine === true ? [{ kind: 'own' } as const] : []),
    ...named('chain'),
    ...named('merge'),
    ...named('fold'),
    ...named('drop'),
  ];
}
