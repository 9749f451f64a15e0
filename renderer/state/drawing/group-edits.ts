import type { GroupEdit, SceneRequest } from '../../../shared/scene/model/scene.ts';

/** What was asked about a group of equal objects, by the id of its node. */
export function groupOf(request: SceneRequest, id: string): GroupEdit {
  return request.groups.find((group) => group.id === id) ?? untouched(id);
}

/** The request with something else asked about one group. */
export function editGroup(
  request: SceneRequest,
  id: string,
  change: Partial<Omit<GroupEdit, 'id'>>,
): SceneRequest {
  const edit = { ...groupOf(request, id), ...change };
  const others = request.groups.filter((group) => group.id !== id);
  return { ...request, groups: isUntouched(edit) ? others : [...others, edit] };
}

/** Another page of a group's members drawn one by one; `most` is all there are. */
export function spreadGroup(request: SceneRequest, id: string, most: number): SceneRequest {
  const spread = Math.min(groupOf(request, id).spread + request.breadth, most, 500);
  return editGroup(request, id, { spread });
}

/** Members drawn one by one go back into their group. */
export function gatherGroup(request: SceneRequest, id: string): SceneRequest {
  return editGroup(request, id, { spread: 0, tidied: 0 });
}

function untouched(id: string): GroupEdit {
  return { id, spread: 0, tidied: 0, referrers: 0, referents: 0, collapsed: false, hidden: false };
}

function isUntouched({ spread, referrers, referents, collapsed, hidden }: GroupEdit): boolean {
  return spread === 0 && referrers === 0 && referents === 0 && !collapsed && !hidden;
}
