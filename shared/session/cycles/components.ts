import { Verdict, verdictName } from '../../analysis/graph/verdict.ts';
import type { Job } from '../../base/job.ts';
import { shortTypeName } from '../../base/type-name.ts';
import { formatCount } from '../../base/units.ts';
import type { DumpRequest, DumpResponse } from '../../protocol/channels.ts';
import type { ComponentRow } from '../../protocol/component-schemas.ts';
import { MAX_DRAWN_MEMBERS } from '../../protocol/component-schemas.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import { typeNameOf } from '../rows/names.ts';
import { objectRow } from '../rows/rows.ts';

/** Types that are named of one component. */
const MAX_TYPES = 3;

/**
 * One page of the strongly connected components, the largest first: what is in each, how much, and
 * its members to be drawn. O(members of the page's components).
 */
export function componentsPage(
  derived: DerivedColumns,
  { cuts, offset, limit }: DumpRequest<'components'>,
  job: Job,
): DumpResponse<'components'> {
  const { components } = derived.cycles(cuts, job);
  const { count, firstMember, member } = components;
  const rows: ComponentRow[] = [];
  for (let at = offset; at < Math.min(count, offset + limit); at++) {
    job.checkpoint();
    const members = member.subarray(firstMember[at], firstMember[at + 1]);
    rows.push(componentRow(derived, at, members, job));
  }
  return { total: count, rows };
}

function componentRow(
  derived: DerivedColumns,
  at: number,
  members: Uint32Array,
  job: Job,
): ComponentRow {
  const { graph } = derived;
  const { verdict } = derived.verdicts(job);
  const ofType = new Map<number, { count: number; example: number }>();
  let shallowBytes = 0;
  let worst: number = Verdict.unknown;
  members.forEach((node, index) => {
    if ((index & 0xffff) === 0) job.checkpoint();
    shallowBytes += graph.shallowSize[node];
    worst = Math.max(worst, verdict[node]);
    const known = ofType.get(graph.type[node]);
    if (known === undefined) ofType.set(graph.type[node], { count: 1, example: node });
    else known.count++;
  });
  const types = [...ofType.values()].sort((a, b) => b.count - a.count || a.example - b.example);
  const [first] = types;
  return {
    number: at + 1,
    objects: members.length,
    shallowBytes,
    verdict: verdictName(worst),
    types: types.slice(0, MAX_TYPES).map(({ count, example }) => {
      const name = shortTypeName(typeNameOf(graph, example));
      return count === 1 ? name : `${formatCount(count)} × ${name}`;
    }),
    moreTypes: Math.max(0, types.length - MAX_TYPES),
    example: objectRow(derived, first?.example ?? members[0] ?? 0, job),
    members: [...members.subarray(0, MAX_DRAWN_MEMBERS)],
  };
}
