import type { RefCallback } from 'react';
import { useCallback } from 'react';
import { useActions, useEntry } from '../../state/react/context.ts';

const REST_MS = 300;

/**
 * For an element that scrolls: brings it back to where it was when this step of the history was
 * left, and remembers it at rest and on leaving. `part` names it among the parts of the view.
 */
export function useKeptScroll(part: string): RefCallback<HTMLElement> {
  const { view } = useActions();
  const entry = useEntry();
  const { id } = entry;
  const top = entry.scroll[part] ?? 0;
  // Only the step is of interest: what is remembered later must not scroll anything.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above.
  return useCallback(
    (element: HTMLElement | null) => {
      if (element === null) return;
      let last = 0;
      let isBack = false;
      const bringBack = () => {
        if (isBack) return;
        element.scrollTop = top;
        last = element.scrollTop;
        isBack = last >= top - 1;
      };
      // Content that is still on its way makes the element tall enough only later.
      const grown = new MutationObserver(bringBack);
      bringBack();
      if (!isBack) grown.observe(element, { childList: true, subtree: true });
      let timer: ReturnType<typeof setTimeout> | undefined;
      const onScroll = () => {
        last = element.scrollTop;
        clearTimeout(timer);
        timer = setTimeout(leave, REST_MS);
      };
      // What the user does counts more than where it was.
      const onInput = () => {
        isBack = true;
        grown.disconnect();
      };
      const leave = () => view.rememberScroll(id, part, Math.round(isBack ? last : top));
      element.addEventListener('scroll', onScroll, { passive: true });
      element.addEventListener('wheel', onInput, { passive: true });
      element.addEventListener('pointerdown', onInput);
      element.addEventListener('keydown', onInput);
      return () => {
        grown.disconnect();
        element.removeEventListener('scroll', onScroll);
        element.removeEventListener('wheel', onInput);
        element.removeEventListener('pointerdown', onInput);
        element.removeEventListener('keydown', onInput);
        clearTimeout(timer);
        leave();
      };
    },
    [id, part, view],
  );
}
