/** One element of a parsed document. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly (XmlElement | string)[];
}

/**
 * A strict parser for the XML that the writers may produce: elements, attributes, text, the five
 * entities and numeric references. Anything else is an error: comments, CDATA, DOCTYPE, processing
 * instructions but the declaration, and every character that XML 1.0 forbids.
 */
export function parseXml(text: string): XmlElement {
  const illegal = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u.exec(text);
  if (illegal !== null) throw new Error(`illegal character at ${illegal.index}`);
  const body = /^<\?xml version="1\.0" encoding="UTF-8"\?>\s*([\s\S]*?)\s*$/.exec(text)?.[1];
  if (body === undefined) throw new Error('no XML declaration');
  const root = { name: '', attributes: new Map<string, string>(), children: [] as Child[] };
  const open: (typeof root)[] = [root];
  let at = 0;
  while (at < body.length) {
    const top = open.at(-1);
    if (top === undefined) throw new Error('more end tags than start tags');
    if (body[at] !== '<') {
      const end = body.indexOf('<', at);
      if (end < 0 || open.length === 1) throw new Error(`text outside the document at ${at}`);
      top.children.push(decode(body.slice(at, end)));
      at = end;
      continue;
    }
    const tag = TAG.exec(body.slice(at, at + 1_000_000));
    if (tag === null) throw new Error(`no tag at ${at}: ${body.slice(at, at + 60)}`);
    const [whole, closing, name = '', attributes = '', empty] = tag;
    at += whole.length;
    if (closing === '/') {
      if (top.name !== name || attributes !== '' || empty === '/') {
        throw new Error(`</${name}> closes <${top.name}>`);
      }
      open.pop();
      continue;
    }
    const element = { name, attributes: readAttributes(attributes), children: [] as Child[] };
    top.children.push(element);
    if (empty !== '/') open.push(element);
  }
  const only = root.children[0];
  if (open.length !== 1 || root.children.length !== 1 || typeof only !== 'object') {
    throw new Error('not exactly one closed element');
  }
  return only;
}

type Child = XmlElement | string;

const TAG = /^<(\/?)([A-Za-z][\w:.-]*)((?:\s+[A-Za-z][\w:.-]*="[^"<]*")*)\s*(\/?)>/;

function readAttributes(text: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = '', value = ''] of text.matchAll(/\s+([A-Za-z][\w:.-]*)="([^"<]*)"/g)) {
    if (attributes.has(name)) throw new Error(`attribute ${name} twice`);
    attributes.set(name, decode(value));
  }
  return attributes;
}

function decode(text: string): string {
  if (text.includes(']]>')) throw new Error(']]> in text');
  return text.replace(/&([^;]*;?)/g, (_, entity: string) => {
    const known = ENTITIES.get(entity);
    if (known === undefined) throw new Error(`unknown entity &${entity}`);
    return known;
  });
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp;', '&'],
  ['lt;', '<'],
  ['gt;', '>'],
  ['quot;', '"'],
  ['#39;', "'"],
]);

/** Every element below, and the element itself. */
export function allElements(root: XmlElement): readonly XmlElement[] {
  const found: XmlElement[] = [];
  const open: XmlElement[] = [root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    found.push(next);
    for (const child of next.children) if (typeof child === 'object') open.push(child);
  }
  return found;
}

/** The text of an element's own text children. */
export function ownText(element: XmlElement): string {
  return element.children.filter((child) => typeof child === 'string').join('');
}
