/** Markup that is safe to put into a page as it is. Only `html` and `raw` make it. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

type Part = Html | string | number | readonly Html[];

/** A template whose values are escaped, unless they are markup already. */
export function html(fixed: TemplateStringsArray, ...values: readonly Part[]): Html {
  let markup = fixed[0] ?? '';
  values.forEach((value, at) => {
    markup += markupOf(value) + (fixed[at + 1] ?? '');
  });
  return new Html(markup);
}

export const NOTHING = new Html('');

function markupOf(value: Part): string {
  if (value instanceof Html) return value.markup;
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  return value.map(({ markup }) => markup).join('');
}

/** Text for element content and quoted attributes; what no page can hold becomes U+FFFD. */
export function escapeHtml(text: string): string {
  return text
    .replace(ILLEGAL, '\ufffd')
    .replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

const ILLEGAL = /[^\t\n\r\u{20}-\u{7e}\u{a0}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;
