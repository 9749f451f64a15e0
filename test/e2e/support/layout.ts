import type { Page } from '@playwright/test';

/**
 * Controls that cannot be seen whole, nor be scrolled to: outside of the window, or cut off by
 * something that hides what does not fit. Each as its element's beginning.
 */
export async function cutOffControls(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const SLACK = 2;
    const isScroller = (element: Element, axis: 'x' | 'y') => {
      const style = getComputedStyle(element);
      return /auto|scroll/.test(axis === 'x' ? style.overflowX : style.overflowY);
    };
    const hides = (element: Element) => /hidden|clip/.test(getComputedStyle(element).overflowX);
    /** Followed up to the window: what clips it, unless something on the way scrolls. */
    const isCut = (control: Element): boolean => {
      let box = control.getBoundingClientRect();
      const scrolls = { x: false, y: false };
      for (let at = control.parentElement; at !== null; at = at.parentElement) {
        scrolls.x ||= isScroller(at, 'x');
        scrolls.y ||= isScroller(at, 'y');
        if (scrolls.x && scrolls.y) return false;
        if (!hides(at)) continue;
        const frame = at.getBoundingClientRect();
        const isOutX = box.left < frame.left - SLACK || box.right > frame.right + SLACK;
        const isOutY = box.top < frame.top - SLACK || box.bottom > frame.bottom + SLACK;
        if ((isOutX && !scrolls.x) || (isOutY && !scrolls.y)) return true;
      }
      box = control.getBoundingClientRect();
      const isOutX = box.left < -SLACK || box.right > window.innerWidth + SLACK;
      const isOutY = box.top < -SLACK || box.bottom > window.innerHeight + SLACK;
      return (isOutX && !scrolls.x) || (isOutY && !scrolls.y);
    };
    return [...document.querySelectorAll('button, a[href], input, select, summary, h1, h2')]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }))
      .filter((element) => element.getBoundingClientRect().width > 1)
      .filter(isCut)
      .map((element) => element.outerHTML.slice(0, 140));
  });
}

/** By how many CSS pixels the page is larger than its window: nothing may scroll as a whole. */
export async function pageOverflow(page: Page): Promise<{ x: number; y: number }> {
  return page.evaluate(() => ({
    x: document.documentElement.scrollWidth - window.innerWidth,
    y: document.documentElement.scrollHeight - window.innerHeight,
  }));
}
