import type { Page } from '@playwright/test';

export interface SvgFacts {
  /** What the XML parser or the picture decoder objected to; '' if nothing. */
  readonly problem: string;
  readonly title: string;
  readonly description: string;
  readonly texts: readonly string[];
  /** Whatever would be fetched or run if the file were opened. */
  readonly outside: readonly string[];
  readonly width: number;
  readonly height: number;
}

/** Reads an exported drawing as XML, and shows it as a picture, in a real browser. */
export function inspectSvg(page: Page, svg: string): Promise<SvgFacts> {
  return page.evaluate(async (text) => {
    const document = new DOMParser().parseFromString(text, 'image/svg+xml');
    const root = document.documentElement;
    const child = (name: string): string =>
      [...root.children].find((element) => element.localName === name)?.textContent ?? '';
    const outside = [...document.querySelectorAll('*')].flatMap((element) => [
      ...(['script', 'foreignObject', 'image'].includes(element.localName)
        ? [element.localName]
        : []),
      ...[...element.attributes]
        .filter(({ name, value }) =>
          name.startsWith('on') ? true : /href$/.test(name) && !value.startsWith('#'),
        )
        .map(({ name, value }) => `${name}=${value}`),
    ]);
    const picture = new Image();
    const shown = new Promise<string>((resolve) => {
      picture.onload = () => resolve('');
      picture.onerror = () => resolve('it cannot be shown as a picture');
    });
    picture.src = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
    const cannotShow = await shown;
    URL.revokeObjectURL(picture.src);
    return {
      problem: document.querySelector('parsererror')?.textContent ?? cannotShow,
      title: child('title'),
      description: child('desc'),
      texts: [...document.querySelectorAll('text')].map((element) => element.textContent ?? ''),
      outside,
      width: picture.naturalWidth,
      height: picture.naturalHeight,
    };
  }, svg);
}
