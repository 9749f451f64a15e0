import type { SourcePlace } from './source-schemas.ts';

/**
 * Places of the source as lines for people: "receivers is used in Signal.__init__ (app.py:3) and
 * Signal.connect (app.py:4)". Places of one role and subject are one line.
 */
export function sourceLines(places: readonly SourcePlace[]): readonly string[] {
  return groupPlaces(places).map(({ role, subject, places: own }) => {
    const named = own.map(({ name, file, line }) =>
      namesFunctions(role) ? `${name} (${file}:${line})` : `${file}:${line}`,
    );
    return `${subject} ${SOURCE_VERBS[role]} ${joined(named)}`;
  });
}

/** Whether a place is told by the function it is in, and not by its line alone. */
export function namesFunctions(role: SourcePlace['role']): boolean {
  return role === 'uses' || role === 'makes' || role === 'raised';
}

export const SOURCE_VERBS: Readonly<Record<SourcePlace['role'], string>> = {
  uses: 'is used in',
  makes: 'is created in',
  class: 'is defined in',
  runs: 'stands at',
  allocated: 'was allocated at',
  raised: 'was raised in',
};

export interface SourceGroup {
  readonly role: SourcePlace['role'];
  readonly subject: string;
  readonly places: readonly SourcePlace[];
}

/** Places that say the same of the same name, in their order. */
export function groupPlaces(places: readonly SourcePlace[]): readonly SourceGroup[] {
  const groups = new Map<string, SourceGroup>();
  for (const place of places) {
    const { role, subject } = place;
    const key = `${role} ${subject}`;
    groups.set(key, { role, subject, places: [...(groups.get(key)?.places ?? []), place] });
  }
  return [...groups.values()];
}

function joined(parts: readonly string[]): string {
  const [last, ...others] = [...parts].reverse();
  if (last === undefined) return '';
  return others.length === 0 ? last : `${others.reverse().join(', ')} and ${last}`;
}
