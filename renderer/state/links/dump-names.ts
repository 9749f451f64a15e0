import type { NodeIndex } from '../../../shared/heap/heap-graph.ts';
import type { CutChoice } from '../../../shared/protocol/schemas.ts';
import type { OpenDump } from '../../host/host-api.ts';
import type { ViewState } from '../view/history.ts';
import { objectName } from '../view/object-name.ts';
import type { FoundObject, NameLookup } from './fields.ts';
import { BadLinkError } from './fields.ts';
import type { LinkNames } from './view-link.ts';
import { namesInLink, readLink, writeLink } from './view-link.ts';

/** The protocol's limit for one question. */
const MAX_NAMED = 20_000;
const MAX_TYPES = 100;

/** What a link came to: a view, or why there is none. */
export type ReadLink =
  | {
      readonly view: ViewState /** Objects it names that the dump does not have. */;
      readonly missing: number;
    }
  | { readonly problem: string };

/**
 * Links to views of one open dump, and back. The engine knows which object is at which address;
 * what it said is kept, so that a view that was written once is written again at once.
 */
export class DumpNames {
  readonly fingerprint: string;
  readonly #dump: OpenDump;
  readonly #addresses = new Map<NodeIndex, string>();
  readonly #written = new WeakMap<ViewState, string>();

  constructor(dump: OpenDump, fingerprint: string) {
    this.#dump = dump;
    this.fingerprint = fingerprint;
  }

  /** Links with positions, for the next start. */
  async kept(views: readonly ViewState[]): Promise<string[]> {
    await this.#learn(views.filter((view) => !this.#written.has(view)));
    return views.map((view) => this.#keep(view));
  }

  /** Links for the next start without asking the engine: '' for views with objects not asked about yet. */
  keptAtOnce(views: readonly ViewState[]): string[] {
    return views.map((view) => {
      const isKnown = this.#written.has(view) || this.#unknownIn([view]).length === 0;
      return isKnown ? this.#keep(view) : '';
    });
  }

  /** A link to be given away. */
  async link(view: ViewState): Promise<string> {
    await this.#learn([view]);
    return this.#write(view, 'view');
  }

  /** The views of links, in their order. */
  async read(links: readonly string[]): Promise<ReadLink[]> {
    const named = links.map((link) => attempt(() => namesInLink(link)));
    const finding = await this.#find(named.flatMap((one) => ('value' in one ? [one.value] : [])));
    return links.map((link, at) => {
      const names = named[at];
      if (names === undefined || !('value' in names)) return { problem: names?.problem ?? '' };
      const read = attempt(() => readLink(link, finding(names.value.cuts)));
      if (!('value' in read)) return { problem: read.problem };
      const { objectAt } = finding(names.value.cuts);
      const missing = names.value.addresses.filter((address) => objectAt(address) === null).length;
      return { view: read.value, missing };
    });
  }

  #keep(view: ViewState): string {
    const link = this.#written.get(view) ?? this.#write(view, 'view and position');
    this.#written.set(view, link);
    return link;
  }

  #write(view: ViewState, keep: 'view' | 'view and position'): string {
    const addressOf = (node: NodeIndex) => this.#addresses.get(node) ?? '0x0';
    return writeLink(view, this.fingerprint, { addressOf }, keep);
  }

  /** Asks for the addresses of the objects in views that are not known yet. */
  async #learn(views: readonly ViewState[]): Promise<void> {
    for (const nodes of chunks(this.#unknownIn(views))) {
      const { objects } = await this.#dump.ask('identify', { nodes });
      objects.forEach((object, at) => {
        const node = nodes[at];
        if (node !== undefined && object !== null) this.#addresses.set(node, object.address);
      });
    }
  }

  #unknownIn(views: readonly ViewState[]): NodeIndex[] {
    const unknown = new Set<NodeIndex>();
    const addressOf = (node: NodeIndex) => {
      if (!this.#addresses.has(node)) unknown.add(node);
      return '0x0';
    };
    for (const view of views) writeLink(view, '', { addressOf });
    return [...unknown];
  }

  async #find(all: readonly LinkNames[]): Promise<(cuts: CutChoice) => NameLookup> {
    const objects = new Map<string, FoundObject>();
    const types = new Map<string, number>();
    const wanted = all.flatMap((names) => names.types).slice(0, MAX_TYPES);
    const addresses = [...new Set(all.flatMap((names) => names.addresses))];
    for (const [round, some] of [...chunks(addresses), []].entries()) {
      const asked = { addresses: some, types: round === 0 ? wanted : [] };
      if (some.length === 0 && asked.types.length === 0) continue;
      const found = await this.#dump.ask('locate', asked);
      found.objects.forEach((row, at) => {
        const address = some[at];
        if (row === null || address === undefined) return;
        objects.set(address, { node: row.node, name: objectName(row) });
        this.#addresses.set(row.node, row.address);
      });
      found.types.forEach((index, at) => {
        const type = asked.types[at];
        if (type !== undefined && index !== null) types.set(typeKey(type), index);
      });
    }
    const families = await this.#familyNames(all);
    return (cuts) => ({
      objectAt: (address) => objects.get(address) ?? null,
      typeNamed: (name, index) => types.get(typeKey({ name, index })) ?? null,
      familyName: (id) => families.get(familyKey(id, cuts)) ?? null,
    });
  }

  async #familyNames(all: readonly LinkNames[]): Promise<Map<string, string>> {
    const names = new Map<string, string>();
    for (const { families, cuts } of all) {
      for (const id of families) {
        if (names.has(familyKey(id, cuts))) continue;
        const page = await this.#dump.ask('cycles', { cuts, type: '', offset: id, limit: 1 });
        const [family] = page.families;
        if (family !== undefined) names.set(familyKey(id, cuts), family.text);
      }
    }
    return names;
  }
}

function attempt<T>(make: () => T): { readonly value: T } | { readonly problem: string } {
  try {
    return { value: make() };
  } catch (thrown) {
    if (thrown instanceof BadLinkError) return { problem: thrown.message };
    throw thrown;
  }
}

function chunks<T>(items: readonly T[]): T[][] {
  const parts: T[][] = [];
  for (let from = 0; from < items.length; from += MAX_NAMED) {
    parts.push(items.slice(from, from + MAX_NAMED));
  }
  return parts;
}

function typeKey({ name, index }: { readonly name: string; readonly index: number }): string {
  return `${index} ${name}`;
}

function familyKey(id: number, cuts: CutChoice): string {
  return `${id} ${JSON.stringify(cuts)}`;
}
