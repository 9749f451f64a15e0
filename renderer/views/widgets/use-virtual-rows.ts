import type { RefObject } from 'react';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** Beyond some 33 million pixels a browser's own scroll height overflows; well below that. */
const MAX_SCROLL_HEIGHT = 8_000_000;
const OVERSCAN = 6;

export interface VirtualRows {
  /** Rows to render: first … last, inclusive; last < first when there is none. */
  readonly first: number;
  readonly last: number;
  /** How far down the list is scrolled, in pixels of its full height. */
  readonly top: number;
  /** Height to give the element that holds the rows. */
  readonly height: number;
  /** Where row `index` lies in that element, in pixels. */
  readonly offsetOf: (index: number) => number;
  readonly scrollToRow: (index: number) => void;
}

/**
 * Which of any number of equally high rows are on screen.
 *
 * Keeps nothing per row, so ten million cost as much as ten. Above the browser's limit the scroll
 * bar is scaled: dragging it moves in proportion, while wheel and keys still move by real pixels.
 */
export function useVirtualRows(
  scroller: RefObject<HTMLElement | null>,
  count: number,
  rowHeight: number,
  headerHeight: number,
  initialTop: number,
  /** What the rows are the answer to; when it changes, the list starts at its top again. */
  subject: string,
): VirtualRows {
  const [view, setView] = useState({ top: initialTop, height: 600 });
  const total = count * rowHeight;
  const height = Math.min(total, MAX_SCROLL_HEIGHT);
  const isScaled = total > height;
  /** The scroll position we set ourselves; its event must not be taken for the user's. */
  const expected = useRef(-1);

  const range = Math.max(1, total - (view.height - headerHeight));
  const barRange = Math.max(1, height - (view.height - headerHeight));
  const toBar = isScaled ? barRange / range : 1;

  const moveTo = useCallback(
    (wanted: number) => {
      const element = scroller.current;
      if (element === null) return;
      const top = Math.min(Math.max(0, wanted), range);
      const bar = top * toBar;
      element.scrollTop = bar;
      expected.current = element.scrollTop;
      setView((old) => ({ ...old, top }));
    },
    [scroller, range, toBar],
  );

  // Restores the place after going back; only once, when the rows' number is known.
  const restored = useRef(false);
  useLayoutEffect(() => {
    if (restored.current || count === 0) return;
    restored.current = true;
    if (initialTop > 0) moveTo(initialTop);
  }, [count, initialTop, moveTo]);

  // Another list starts at its top; the same list grown or shrunk keeps its place as it can.
  const shown = useRef({ subject, total });
  useLayoutEffect(() => {
    const before = shown.current;
    shown.current = { subject, total };
    if (before.subject !== subject) moveTo(0);
    else if (before.total !== total && before.total > 0) moveTo(view.top);
  }, [subject, total, moveTo, view.top]);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const onScroll = () => {
      if (Math.abs(element.scrollTop - expected.current) < 1) return;
      expected.current = -1;
      setView((old) => ({ ...old, top: element.scrollTop / toBar }));
    };
    const onWheel = (event: WheelEvent) => {
      if (!isScaled || event.ctrlKey || event.deltaY === 0) return;
      event.preventDefault();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? rowHeight : 1;
      setView((old) => {
        const top = Math.min(Math.max(0, old.top + event.deltaY * unit), range);
        element.scrollTop = top * toBar;
        expected.current = element.scrollTop;
        return { ...old, top };
      });
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      element.removeEventListener('scroll', onScroll);
      element.removeEventListener('wheel', onWheel);
    };
  }, [scroller, isScaled, toBar, range, rowHeight]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      setView((old) =>
        old.height === element.clientHeight ? old : { ...old, height: element.clientHeight },
      );
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);

  const top = Math.min(view.top, Math.max(0, total - (view.height - headerHeight)));
  const first = Math.max(0, Math.floor(top / rowHeight) - OVERSCAN);
  const last = Math.min(count - 1, Math.ceil((top + view.height) / rowHeight) + OVERSCAN);
  const shift = isScaled ? top * toBar - top : 0;

  const offsetOf = useCallback((index: number) => index * rowHeight + shift, [rowHeight, shift]);
  const scrollToRow = useCallback(
    (index: number) => {
      const visible = view.height - headerHeight;
      const start = index * rowHeight;
      if (start < top) moveTo(start);
      else if (start + rowHeight > top + visible) moveTo(start + rowHeight - visible);
    },
    [view.height, headerHeight, rowHeight, top, moveTo],
  );
  return { first, last, top, height, offsetOf, scrollToRow };
}
