import type { BreakProposal } from '../../analysis/breaks/break-proposal.ts';
import type { SourceFunction } from '../../analysis/source/source-index.ts';
import { isMethodOf } from '../../analysis/source/source-index.ts';
import { TypeOrigin } from '../../analysis/source/type-origin.ts';
import type { Job } from '../../base/job.ts';
import { clip, showable } from '../../base/text.ts';
import { shortTypeName } from '../../base/type-name.ts';
import { EDGE_KIND_MASK, EdgeKind } from '../../heap/edge-kind.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import type { SourcePlace } from '../../protocol/source-schemas.ts';
import type { DerivedColumns } from '../columns/derived.ts';

const MAX_FILE = 300;
const MAX_NAME = 120;
/** Functions named for one attribute or class. */
const SHOWN = 3;

/** A name in the source, and whose it is. */
interface NamedReference {
  readonly name: string;
  /** The class that has the attribute, or the module that has the variable: qualified. */
  readonly owner: string;
}

/** Functions that set or read the attribute a proposal is about, those of its class first. */
export function placesOfProposal(
  derived: DerivedColumns,
  { type, kind, label }: Pick<BreakProposal, 'type' | 'kind' | 'label'>,
  job: Job,
): readonly SourcePlace[] {
  const base = kind & EDGE_KIND_MASK;
  if (base !== EdgeKind.attribute && base !== EdgeKind.slot) return [];
  const { graph } = derived;
  const owner = graph.strings.get(graph.typeNames[type] ?? NO_STRING);
  const found = usesOf(derived, { name: label, owner }, job);
  return found.length > 0 ? found : placesOfClass(derived, owner, job);
}

/** Where a class is written: the first of its methods that is in a file. */
export function placesOfClass(
  derived: DerivedColumns,
  qualified: string,
  job: Job,
): readonly SourcePlace[] {
  const [first] = derived.sources(job).methodsOf(qualified);
  return first === undefined ? [] : [placeOf('class', shortTypeName(qualified), first)];
}

/** Methods of the owner before functions of its module; others only where they are the program's. */
function usesOf(
  derived: DerivedColumns,
  { name, owner }: NamedReference,
  job: Job,
): readonly SourcePlace[] {
  const nearness = (found: SourceFunction): number => {
    if (isMethodOf(found, owner)) return found.name.endsWith('.__init__') ? 0 : 1;
    if (found.origin !== TypeOrigin.program) return 4;
    return owner === found.module || owner.startsWith(`${found.module}.`) ? 2 : 3;
  };
  const isOfProgram = (found: SourceFunction): boolean => found.origin === TypeOrigin.program;
  const all = derived.sources(job).using(name);
  // An attribute of a library's class is the library's to change; a name alone proves little.
  const isOwn = all.some((found) => isOfProgram(found) && nearness(found) < 3);
  const meant = all.filter((found) => nearness(found) < (isOwn ? 4 : 2));
  return nearest(meant, nearness).map((found) => placeOf('uses', name, found));
}

function nearest(
  found: readonly SourceFunction[],
  nearness: (found: SourceFunction) => number,
): readonly SourceFunction[] {
  // A module's own code names everything that is defined in it.
  const within = found.filter(({ name }) => name !== '<module>');
  const compare = (a: SourceFunction, b: SourceFunction): number =>
    nearness(a) - nearness(b) || (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1);
  return [...(within.length === 0 ? found : within)].sort(compare).slice(0, SHOWN);
}

function placeOf(
  role: SourcePlace['role'],
  subject: string,
  { name, file, line }: SourceFunction,
): SourcePlace {
  return shown({ role, subject, name, file, line });
}

function shown({ role, subject, name, file, line }: SourcePlace): SourcePlace {
  return {
    role,
    subject: clip(showable(subject), MAX_NAME),
    name: clip(showable(name), MAX_NAME),
    file: clip(showable(file), MAX_FILE),
    line,
  };
}
