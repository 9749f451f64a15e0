import { NO_GROUP, retainedByGroup } from '../../analysis/dominators/retained-by-group.ts';
import { moduleOrigins, TypeOrigin, typeOrigins } from '../../analysis/source/type-origin.ts';
import type { Job } from '../../base/job.ts';
import { compareText, showable } from '../../base/text.ts';
import { NodeFlag } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import type { DumpRequest, DumpResponse } from '../../protocol/channels.ts';
import type { ListedType, ModuleRow } from '../../protocol/object-schemas.ts';
import { fieldsNamed } from '../../query/edit.ts';
import { TYPE_FIELDS } from '../../query/fields.ts';
import { parseFilter } from '../../query/parser.ts';
import { compileTypeFilter } from '../../query/type-filter.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import type { TypeTotals } from './type-totals.ts';
import { typeRows } from './type-totals.ts';

type By = DumpRequest<'modules'>['by'];
type Asked = Pick<DumpRequest<'types'>, 'where' | 'sort' | 'retained'>;

/** Which modules or packages there are, and to which each type belongs. */
interface Modules {
  readonly names: readonly string[];
  /** Per type, the index of its module's name. */
  readonly ofType: Uint32Array;
  readonly origins: readonly ModuleRow['origin'][];
  retained: Float64Array | null;
}

/** Types, and the modules and packages they are in, by filter and order, page by page. */
export class TypeLists {
  private readonly derived: DerivedColumns;
  private retainedByType: Float64Array | null = null;
  private readonly modules = new Map<By, Modules>();

  constructor(derived: DerivedColumns) {
    this.derived = derived;
  }

  /** One page of the types. Throws `QueryError` about the filter. */
  types(totals: TypeTotals, request: DumpRequest<'types'>, job: Job): DumpResponse<'types'> {
    const rows = this.matching(totals, request, job);
    rows.sort(inOrder(request, (row) => row.type));
    return pageOf(rows, request);
  }

  /** One page of modules or packages: the program's own before all others, whatever the order. */
  pageOfModules(
    totals: TypeTotals,
    request: DumpRequest<'modules'>,
    job: Job,
  ): DumpResponse<'modules'> {
    const modules = this.modulesBy(request.by);
    const retained = this.retainedOf(modules, request, job);
    const found = new Map<number, { -readonly [K in keyof ModuleRow]: ModuleRow[K] }>();
    const empty = (at: number) => ({
      name: showable(modules.names[at] ?? ''),
      origin: modules.origins[at] ?? 'unknown',
      types: 0,
      count: 0,
      shallowBytes: 0,
      retainedBytes: retained?.[at] ?? null,
      garbageCount: 0,
    });
    // One without classes has variables all the same, and they may be what grows.
    if (request.where === '') {
      retained?.forEach((bytes, at) => {
        if (bytes > 0) found.set(at, empty(at));
      });
    }
    for (const row of this.matching(totals, { ...request, retained: false }, job)) {
      const at = modules.ofType[row.typeIndex];
      const known = found.get(at) ?? empty(at);
      known.types++;
      known.count += row.count;
      known.shallowBytes += row.shallowBytes;
      known.garbageCount += row.garbageCount;
      found.set(at, known);
    }
    const order = inOrder<ModuleRow>(request, (row) => row.name);
    const rows = [...found.values()].sort((a, b) => rankOf(a) - rankOf(b) || order(a, b));
    return pageOf(rows, request);
  }

  private matching(totals: TypeTotals, asked: Asked, job: Job): ListedType[] {
    const retained = this.retained(asked, job);
    return typeRows(this.derived.graph, totals)
      .map((row) => ({ ...row, retainedBytes: retained?.[row.typeIndex] ?? null }))
      .filter(compileTypeFilter(parseFilter(asked.where, TYPE_FIELDS)));
  }

  /** Per type what its objects retain; null where nobody wants it and nobody has paid for it. */
  private retained(asked: Asked, job: Job): Float64Array | null {
    if (!isRetainedWanted(asked) && this.derived.dominatorsIfKnown === null) return null;
    const { type, typeNames } = this.derived.graph;
    this.retainedByType ??= retainedByGroup(
      this.derived.dominators(job),
      (node) => type[node],
      typeNames.length,
      job,
    );
    return this.retainedByType;
  }

  private retainedOf(
    modules: Modules,
    asked: DumpRequest<'modules'>,
    job: Job,
  ): Float64Array | null {
    if (!isRetainedWanted(asked) && this.derived.dominatorsIfKnown === null) return null;
    if (modules.retained !== null) return modules.retained;
    const { by } = asked;
    const { graph } = this.derived;
    const indexOf = new Map(modules.names.map((name, at) => [name, at]));
    /** A module belongs to itself, with all of its variables, although its type is a built-in. */
    const own = new Map<number, number>();
    for (let node = 0; node < graph.nodeCount; node++) {
      if ((graph.flags[node] & NodeFlag.isModule) === 0) continue;
      const text = graph.preview?.[node] ?? NO_STRING;
      const name = text === NO_STRING ? '' : graph.strings.get(text);
      own.set(node, indexOf.get(by === 'module' ? name : packageOf(name)) ?? NO_GROUP);
    }
    modules.retained = retainedByGroup(
      this.derived.dominators(job),
      (node) => own.get(node) ?? modules.ofType[graph.type[node]],
      modules.names.length,
      job,
    );
    return modules.retained;
  }

  private modulesBy(by: By): Modules {
    const kept = this.modules.get(by);
    if (kept !== undefined) return kept;
    const { graph } = this.derived;
    const names: string[] = [];
    const indexOf = new Map<string, number>();
    const known = moduleOrigins(graph);
    const indexFor = (module: string): number => {
      const name = by === 'module' ? module : packageOf(module);
      const at = indexOf.get(name) ?? names.length;
      if (at === names.length) {
        names.push(name);
        indexOf.set(name, at);
      }
      return at;
    };
    const ofType = Uint32Array.from(graph.typeNames, (text) =>
      indexFor(moduleOf(graph.strings.get(text))),
    );
    const highest: number[] = [];
    const raise = (at: number, origin: number) => {
      highest[at] = Math.max(highest[at] ?? TypeOrigin.native, origin);
    };
    typeOrigins(graph).forEach((origin, type) => {
      raise(ofType[type], origin);
    });
    for (const [module, origin] of known) raise(indexFor(module), origin);
    const origins = names.map((_, at) => ORIGIN_NAMES[highest[at] ?? 0] ?? 'unknown');
    const modules = { names, ofType, origins, retained: null };
    this.modules.set(by, modules);
    return modules;
  }
}

/** By the byte of `TypeOrigin`. */
const ORIGIN_NAMES: readonly ModuleRow['origin'][] = ['native', 'unknown', 'library', 'program'];

function rankOf({ origin }: ModuleRow): number {
  return origin === 'program' ? 0 : 1;
}

/** What stands before a type name's last dot; `builtins` where there is none, as in filters. */
function moduleOf(type: string): string {
  const dot = type.lastIndexOf('.');
  return dot > 0 ? type.slice(0, dot) : 'builtins';
}

function packageOf(module: string): string {
  const dot = module.indexOf('.', 1);
  return dot === -1 ? module : module.slice(0, dot);
}

function isRetainedWanted({ where, sort, retained }: Asked): boolean {
  const isNamed = fieldsNamed(where, TYPE_FIELDS).includes('retained');
  return retained === true || sort === 'retainedBytes' || isNamed;
}

type Sorted = Pick<ModuleRow, 'count' | 'shallowBytes' | 'retainedBytes' | 'garbageCount'>;

function inOrder<Row extends Sorted>(
  { sort, descending }: Pick<DumpRequest<'types'>, 'sort' | 'descending'>,
  nameOf: (row: Row) => string,
): (a: Row, b: Row) => number {
  const sign = descending ? -1 : 1;
  return (a, b) => {
    const byName = compareText(nameOf(a), nameOf(b));
    if (sort === 'type') return sign * byName;
    return sign * ((a[sort] ?? 0) - (b[sort] ?? 0)) || byName;
  };
}

function pageOf<Row>(
  rows: readonly Row[],
  { offset, limit }: Pick<DumpRequest<'types'>, 'offset' | 'limit'>,
): { total: number; rows: Row[] } {
  return { total: rows.length, rows: rows.slice(offset, offset + limit) };
}
