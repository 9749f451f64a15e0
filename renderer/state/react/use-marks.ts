import type { ObjectMark } from '../../../shared/protocol/kept.ts';
import { activeTab } from '../store/app-store.ts';
import type { Marks } from '../store/marks.ts';
import { markOf, NO_MARKS } from '../store/marks.ts';
import { useAppState } from './context.ts';

/** What the user made of objects of the dump in view. */
export function useMarks(): Marks {
  return useAppState((state) => {
    const tab = activeTab(state);
    return tab?.status === 'ready' ? (state.marks[tab.names.fingerprint] ?? NO_MARKS) : NO_MARKS;
  });
}

export function useMark(address: string): ObjectMark | null {
  return markOf(useMarks(), address);
}
