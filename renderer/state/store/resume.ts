import type { KeptViews } from '../../../shared/protocol/kept.ts';
import type { DumpNames } from '../links/dump-names.ts';
import { dumpOfLink, sameView } from '../links/view-link.ts';
import type { History, ViewState } from '../view/history.ts';
import { resumeHistory, startHistory } from '../view/history.ts';
import type { ViewLocation } from '../view/view-state.ts';
import { OVERVIEW } from '../view/view-state.ts';
import { NOTICE } from './strings.ts';

export interface Resumed {
  readonly history: History;
  /** What of it could not be done, for people; '' if nothing. */
  readonly notice: string;
}

/**
 * Where looking at a dump starts: where it was left, then what a link asks for. What cannot be
 * brought back is left out; with nothing left it is `start`.
 */
export async function resume(
  names: DumpNames,
  kept: KeptViews | null,
  link: string | null,
  firstId: number,
  start: ViewLocation = OVERVIEW,
): Promise<Resumed> {
  const own =
    kept === null || dumpOfLink(kept.links[kept.at] ?? '') !== names.fingerprint ? null : kept;
  const links = own?.links ?? [];
  const isNew = link !== null && !sameView(link, links[own?.at ?? -1] ?? '');
  const read = await names.read(isNew ? [...links.slice(0, (own?.at ?? 0) + 1), link] : links);
  const asked = isNew ? read.pop() : undefined;
  const views: ViewState[] = [];
  let at = 0;
  read.forEach((one, index) => {
    if (!('view' in one)) return;
    if (index <= (own?.at ?? 0)) at = views.length;
    views.push(one.view);
  });
  if (asked !== undefined && 'view' in asked) at = views.push(asked.view) - 1;
  return {
    history: views.length === 0 ? startHistory(start, firstId) : resumeHistory(views, at, firstId),
    notice: asked === undefined ? '' : linkNotice(asked),
  };
}

/** What to say about a link that was followed; '' for nothing. */
export function linkNotice(
  read: { readonly problem: string } | { readonly missing: number },
): string {
  if ('problem' in read) return NOTICE.badLink(read.problem);
  if (read.missing === 0) return '';
  return NOTICE.linkMisses(read.missing);
}
