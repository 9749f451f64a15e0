import { describe, expect, it } from 'vitest';
import { filesBelow, readText } from './source-files.ts';

/** The design system, and the typefaces it names. */
const DESIGN = new Set(['renderer/app/tokens.css', 'renderer/app/fonts.css']);

/** Style sheets other than these. */
const SHEETS = filesBelow('renderer').filter((file) => file.endsWith('.css') && !DESIGN.has(file));
const COMPONENTS = filesBelow('renderer').filter((file) => file.endsWith('.tsx'));

interface Declaration {
  readonly property: string;
  readonly value: string;
}

interface StyleRule {
  readonly may: string;
  /** Declarations it must find. */
  readonly breaks: readonly string[];
  readonly isBroken: (declaration: Declaration) => boolean;
}

/** Colours by which nothing is painted but what the element or the system has. */
const INHERITED = /^(?:currentColor|transparent|inherit|none|Highlight|CanvasText|Canvas)$/i;
const COLOUR =
  /#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\(|\b(?:white|black|red|green|blue|gr[ae]y|orange|yellow|purple)\b/i;
const WITH_SIDES =
  /^(?:left|right|(?:margin|padding|scroll-margin|scroll-padding|border)-(?:left|right)(?:-\w+)?|border-(?:top|bottom)-(?:left|right)-radius)$/;

const RULES: readonly StyleRule[] = [
  {
    may: 'colours are tokens',
    breaks: ['color: #fff', 'border: 1px solid rgb(0 0 0)', 'background: white'],
    isBroken: ({ property, value }) =>
      !property.startsWith('--font') && COLOUR.test(value) && !INHERITED.test(value),
  },
  {
    may: 'sizes of type are tokens, or relative to the type around',
    breaks: ['font-size: 12px', 'font: 400 12px sans-serif'],
    isBroken: ({ property, value }) =>
      (property === 'font-size' && !/^(?:var\(--text-\w+\)|inherit)$/.test(value)) ||
      (property === 'font' && !/^(?:inherit$|var\(--weight-\w+\) var\(--text-)/.test(value)),
  },
  {
    may: 'weights of type are tokens',
    breaks: ['font-weight: 600'],
    isBroken: ({ property, value }) =>
      property === 'font-weight' && !/^(?:var\(--weight-\w+\)|inherit)$/.test(value),
  },
  {
    may: 'corners are tokens, or a circle',
    breaks: ['border-radius: 3px', 'border-radius: var(--radius-1) 3px 0 0'],
    isBroken: ({ property, value }) =>
      property === 'border-radius' && !/^(?:(?:var\(--radius-\w+\)|0)(?: |$))+$|^50%$/.test(value),
  },
  {
    may: 'elevation is a token',
    breaks: ['box-shadow: 0 1px 2px var(--line)'],
    isBroken: ({ property, value }) =>
      property === 'box-shadow' && !/^(?:none$|inset |var\(--shadow-)/.test(value),
  },
  {
    may: 'layers are tokens',
    breaks: ['z-index: 9999'],
    isBroken: ({ property, value }) =>
      property === 'z-index' && !/^var\(--layer-\w+\)$/.test(value),
  },
  {
    may: 'start and end, not left and right',
    breaks: ['margin-left: 4px', 'left: 0', 'text-align: right'],
    isBroken: ({ property, value }) =>
      WITH_SIDES.test(property) ||
      (['text-align', 'float', 'clear', 'justify-content', 'justify-items'].includes(property) &&
        /\b(?:left|right)\b/.test(value)),
  },
  {
    may: 'the two sides are the same, or are named start and end',
    breaks: ['padding: 1px 2px 3px 4px', 'inset: 0 0 0 auto', 'border-width: 0 1px 0 0'],
    isBroken: ({ property, value }) => {
      const sides = value.match(/(?:\([^()]*(?:\([^()]*\)[^()]*)*\)|[^\s(])+/g) ?? [];
      const hasSides =
        /^(?:margin|padding|inset|border-(?:width|style|color)|scroll-(?:margin|padding))$/;
      return hasSides.test(property) && sides.length === 4 && sides[1] !== sides[3];
    },
  },
  {
    may: 'what moves along the line moves with its direction',
    breaks: ['transform: translateX(-50%)', 'transform: translate(-50%, 0)'],
    isBroken: ({ property, value }) =>
      (property === 'transform' || property === 'translate') &&
      /translateX\((?!calc\([^)]*var\(--inline\))|translate\((?!0)/.test(value),
  },
];

describe.each(RULES)('in style sheets, $may', ({ isBroken, breaks }) => {
  it('is a rule that can be broken', () => {
    const found = breaks.filter((text) => declarations(`a { ${text}; }`).some(isBroken));
    expect(found).toEqual(breaks);
  });

  it.each(SHEETS)('%s', (file) => {
    const broken = declarations(readText(file))
      .filter(isBroken)
      .map(({ property, value }) => `${property}: ${value}`);
    expect(broken).toEqual([]);
  });
});

describe('in components', () => {
  it.each(COMPONENTS)('%s leaves colours to the design system', (file) => {
    const painted = [
      ...readText(file).matchAll(/(?:color|background|fill|stroke)[:=]\s*\{?'([^']+)'/gi),
    ]
      .map(([, value = '']) => value)
      .filter((value) => COLOUR.test(value));
    expect(painted).toEqual([]);
  });
});

it('every token a style sheet uses is one that exists', () => {
  const known = new Set(
    [...SHEETS, 'renderer/app/tokens.css'].flatMap((file) =>
      [...readText(file).matchAll(/(?:^|[\s{;])--([\w-]+)\s*:/g)].map(([, name]) => name),
    ),
  );
  // Put on elements by components, with what only they know.
  const given = new Set(
    COMPONENTS.flatMap((file) =>
      [...readText(file).matchAll(/['"]--([\w-]+)['"]/g)].map(([, name]) => name),
    ),
  );
  const missing = SHEETS.flatMap((file) =>
    [...readText(file).matchAll(/var\(--([\w-]+)/g)]
      .map(([, name]) => name)
      .filter((name) => !known.has(name) && !given.has(name))
      .map((name) => `${file}: --${name}`),
  );
  expect(missing).toEqual([]);
});

function declarations(css: string): Declaration[] {
  const bare = css.replace(/\/\*[\s\S]*?\*\//g, '');
  return [...bare.matchAll(/(?:^|[{;\n])\s*(-{0,2}[a-z][\w-]*)\s*:\s*([^;{}]+)(?=[;}])/g)].map(
    ([, property = '', value = '']) => ({ property, value: value.replace(/\s+/g, ' ').trim() }),
  );
}
