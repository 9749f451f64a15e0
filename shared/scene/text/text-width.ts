/**
 * Widths of text without a DOM, so that a worker and a command line lay out what a window shows.
 *
 * Advance widths of ASCII in thousandths of the font size: those of Helvetica and Arial, widened
 * where Segoe UI, Roboto or San Francisco are wider, so that text fits its box in all of them.
 */
const SANS_WIDTHS = [
  280, 290, 410, 600, 570, 890, 720, 230, 340, 340, 430, 690, 280, 410, 280, 400, 580, 580, 580,
  580, 580, 580, 580, 580, 580, 580, 280, 280, 690, 690, 690, 520, 1015, 680, 670, 725, 735, 667,
  611, 780, 735, 285, 520, 670, 560, 900, 755, 790, 667, 790, 722, 667, 620, 725, 680, 980, 670,
  667, 620, 310, 400, 310, 690, 560, 340, 560, 590, 510, 590, 560, 330, 590, 575, 245, 250, 530,
  250, 870, 575, 590, 590, 590, 360, 520, 345, 575, 520, 770, 520, 520, 500, 345, 270, 345, 690,
] as const;

/** Bold type runs this much wider. */
const BOLD_FACTOR = 1.06;
const OTHER_WIDTH = 640;
const WIDE_WIDTH = 1040;
const MONO_WIDTH = 605;

export interface FontSpec {
  readonly size: number;
  readonly family: 'sans' | 'mono';
  readonly bold?: boolean;
}

/** Width of a line of text in the units of `font.size`. O(length). */
export function textWidth(text: string, font: FontSpec): number {
  let thousandths = 0;
  for (const character of text) thousandths += characterWidth(character, font.family);
  return (thousandths / 1000) * font.size * (font.bold === true ? BOLD_FACTOR : 1);
}

/** The longest beginning of `text` that fits `limit`, with an ellipsis if anything was cut. */
export function clipToWidth(text: string, limit: number, font: FontSpec): string {
  const scale = (font.size * (font.bold === true ? BOLD_FACTOR : 1)) / 1000;
  const ellipsis = characterWidth('…', font.family) * scale;
  let width = 0;
  let fits = 0;
  let at = 0;
  for (const character of text) {
    width += characterWidth(character, font.family) * scale;
    at += character.length;
    if (width + ellipsis <= limit) fits = at;
    if (width > limit) return `${text.slice(0, fits)}…`;
  }
  return text;
}

function characterWidth(character: string, family: 'sans' | 'mono'): number {
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x20 && code < 0x7f) {
    return family === 'mono' ? MONO_WIDTH : (SANS_WIDTHS[code - 0x20] ?? OTHER_WIDTH);
  }
  if (isWide(code) || (code >= 0x2460 && code <= 0x2473)) return WIDE_WIDTH;
  if (ZERO_WIDTH.test(character)) return 0;
  return code === 0x2026 ? 1000 : OTHER_WIDTH;
}

const ZERO_WIDTH = /^[\p{Mn}\p{Me}\p{Default_Ignorable_Code_Point}]$/u;

/** East Asian wide and full-width ranges (Unicode TR 11), and emoji. */
function isWide(code: number): boolean {
  if (code < 0x1100) return false;
  return (
    code <= 0x115f ||
    (code >= 0x2e80 && code <= 0x303e) ||
    (code >= 0x3041 && code <= 0xa4cf) ||
    (code >= 0xa960 && code <= 0xa97f) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f000 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd)
  );
}
