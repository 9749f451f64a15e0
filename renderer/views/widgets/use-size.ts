import type { RefObject } from 'react';
import { useLayoutEffect, useState } from 'react';

export interface ElementSize {
  readonly width: number;
  readonly height: number;
}

/** The content box of an element in whole CSS pixels; null until it has been measured. */
export function useSize(element: RefObject<HTMLElement | null>): ElementSize | null {
  const [size, setSize] = useState<ElementSize | null>(null);
  useLayoutEffect(() => {
    const target = element.current;
    if (target === null) return;
    const measure = () => {
      const next = {
        width: Math.floor(target.clientWidth),
        height: Math.floor(target.clientHeight),
      };
      setSize((old) =>
        old !== null && old.width === next.width && old.height === next.height ? old : next,
      );
    };
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    measure();
    return () => observer.disconnect();
  }, [element]);
  return size;
}
