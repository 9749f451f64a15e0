import { type Redaction, redactGraph } from '../analysis/redaction/redact-graph.ts';
import type { AliasBook } from '../analysis/redaction/text-aliases.ts';
import { OuroborosError } from '../base/errors.ts';
import type { Job } from '../base/job.ts';
import { clip, showable } from '../base/text.ts';
import type { ByteSource } from '../formats/bytes/byte-source.ts';
import { dumpFingerprint } from '../formats/bytes/fingerprint.ts';
import type { IndexStore } from '../formats/dump-index/index-store.ts';
import { type IndexedLoad, loadIndexed } from '../formats/dump-index/indexed-load.ts';
import type { LoadOptions } from '../formats/load-dump.ts';
import { writeObjgraphDot } from '../formats/objgraph/objgraph-writer.ts';
import type { WriteOptions } from '../formats/ouro/ouro-writer.ts';
import { writeOuro } from '../formats/ouro/ouro-writer.ts';
import { writeRefcycleJson } from '../formats/refcycle/refcycle-writer.ts';
import { textChunks } from '../formats/text-chunks.ts';
import { formatAddress, parseAddress } from '../heap/address.ts';
import { findNodeByAddress } from '../heap/address-index.ts';
import type { HeapGraph, NodeIndex } from '../heap/heap-graph.ts';
import { NO_NODE } from '../heap/heap-graph.ts';
import type { DumpChannel, DumpRequest, DumpResponse, HeapChannel } from '../protocol/channels.ts';
import { DUMP_CHANNELS } from '../protocol/channels.ts';
import type { CompareChoice } from '../protocol/compare-schemas.ts';
import type { HeldPathsResult, ObjectsChosen, WaysResult } from '../protocol/paths-schemas.ts';
import { PROFILE_CHANNELS } from '../protocol/profile-schemas.ts';
import type { CutChoice } from '../protocol/schemas.ts';
import { DEFAULT_CUTS } from '../protocol/schemas.ts';
import { TIMELINE_CHANNELS } from '../protocol/timeline-schemas.ts';
import { cachingLayouts } from '../scene/layout/cached-layouts.ts';
import type { DotRunner } from '../scene/layout/dot-runner.ts';
import { InlineDot } from '../scene/layout/dot-runner.ts';
import type { DumpBreaks } from './answer/advised-breaks.ts';
import { dumpBreaks, withSafeAdvice } from './answer/advised-breaks.ts';
import { answerOf, isAnsweredAtOnce } from './answer/answer.ts';
import { overviewOf } from './answer/overview.ts';
import { DerivedColumns } from './columns/derived.ts';
import type { DumpIdentity } from './columns/dump-identity.ts';
import { isPartial } from './columns/dump-identity.ts';
import type { CheckReport, CheckRules } from './compare/check-report.ts';
import { checkReport } from './compare/check-report.ts';
import { comparedObjects } from './compare/compared-objects.ts';
import { comparedFamilies, comparedTypes, comparisonOf } from './compare/compared-pages.ts';
import type { DiffChoice, DiffReport } from './compare/diff-report.ts';
import { diffReport } from './compare/diff-report.ts';
import { DumpComparer } from './compare/dump-comparer.ts';
import type { BreakReport, FamilyChoice } from './cycles/break-report.ts';
import { breakReport } from './cycles/break-report.ts';
import { breakResult } from './cycles/breaks.ts';
import { componentsPage } from './cycles/components.ts';
import { DominatedParts } from './dominators/dominated-part.ts';
import { dominatorMapOf } from './dominators/dominator-map.ts';
import type { DominatorsChoice, DominatorsReport } from './dominators/dominators-report.ts';
import { dominatorsReport } from './dominators/dominators-report.ts';
import { groupPage, sceneOf, writeScene } from './drawing/scenes.ts';
import { fleetMemberOf } from './fleet/fleet-member.ts';
import { disjointPathsResult, PATIENT_STEPS } from './held/disjoint-paths.ts';
import { RetainingPaths } from './held/retaining-paths.ts';
import { contentsPage, wholeValue } from './objects/contents-page.ts';
import { objectFacts } from './objects/object-facts.ts';
import { findingOf } from './report/finding.ts';
import { reportOf } from './report/report.ts';
import type { CyclesReport, GarbageReport, PathReport, SummaryReport } from './report/reports.ts';
import {
  cyclesPage,
  cyclesReport,
  garbageReport,
  PRINTED_STEPS,
  pathResult,
  summaryReport,
} from './report/reports.ts';
import { ContentReader } from './rows/contents.ts';
import { type ForPrograms, forPrograms } from './rows/for-programs.ts';
import { identify, locate, named } from './rows/locate.ts';
import { typeMatches } from './rows/names.ts';
import { ObjectLists, ownedTogether } from './rows/object-lists.ts';
import { referencePage } from './rows/references.ts';
import { TypeLists } from './rows/type-lists.ts';
import type { TypeTotals } from './rows/type-totals.ts';
import { totalTypes, typeRows } from './rows/type-totals.ts';
import { valueGroups } from './rows/value-groups.ts';
import type { TableChoice } from './tables/dump-tables.ts';
import { dumpTables } from './tables/dump-tables.ts';
import type { Table } from './tables/table.ts';
import { threadsPage } from './threads/threads.ts';
import type { ThreadsChoice, ThreadsReport } from './threads/threads-report.ts';
import { threadsReport } from './threads/threads-report.ts';
import { Waiters } from './threads/waiters.ts';
import { wasteFindings, wasteObjects, wasteSummary } from './waste/waste.ts';
import type { WasteReport } from './waste/waste-report.ts';
import { wasteReport } from './waste/waste-report.ts';
import type { NamedCuts } from './what-if/named-cuts.ts';
import { findNamedCuts } from './what-if/named-cuts.ts';
import { whatIf } from './what-if/what-if.ts';

type Handlers = {
  readonly [C in HeapChannel]: (
    request: DumpRequest<C>,
    job: Job,
  ) => DumpResponse<C> | Promise<DumpResponse<C>>;
};

/**
 * One open dump, and every question that can be asked about it.
 *
 * Hosts differ only in how they carry questions here: the desktop's worker thread, the browser's
 * Web Worker, the command line's own process. Derived columns are computed when first needed and
 * kept until the session is dropped.
 */
export class HeapSession {
  readonly graph: HeapGraph;
  readonly identity: DumpIdentity;
  private readonly derived: DerivedColumns;
  /** What is made of the columns, by these: those of the dump, and those under each list of cuts. */
  private readonly dominatedParts = new WeakMap<DerivedColumns, DominatedParts>();
  private readonly objectLists: ObjectLists;
  private readonly typeLists = new WeakMap<DerivedColumns, TypeLists>();
  private readonly heldPaths: RetainingPaths;
  /** What it lends to other sessions, and what they have lent to it. */
  readonly comparer: DumpComparer;
  private readonly contents: ContentReader;
  private readonly waiters: Waiters;
  private readonly dot: DotRunner;
  private readonly totals = new WeakMap<DerivedColumns, TypeTotals>();

  /** `dot`: where drawings are laid out; in this thread unless the host has another. */
  constructor(graph: HeapGraph, identity: DumpIdentity, dot: DotRunner = new InlineDot()) {
    this.graph = graph;
    this.identity = identity;
    this.derived = new DerivedColumns(graph, isPartial(identity));
    this.contents = new ContentReader(graph);
    this.objectLists = new ObjectLists(this.derived, this.contents);
    this.heldPaths = new RetainingPaths(this.derived);
    this.comparer = new DumpComparer(this.derived, identity);
    this.waiters = new Waiters(graph);
    this.dot = cachingLayouts(dot);
  }

  /** Opens a dump; from its index where `index` holds one. Throws what `loadDump` throws. */
  static async open(
    source: ByteSource,
    options: LoadOptions,
    index: IndexStore | null = null,
    dot?: DotRunner,
  ): Promise<HeapSession> {
    const { dump, readFrom, saveIndex } = await loadIndexed(source, options, index);
    const fingerprint = await dumpFingerprint(source);
    const identity = {
      name: source.name,
      formatId: dump.formatId,
      formatLabel: dump.formatLabel,
      fileBytes: source.size,
      fingerprint,
      warnings: dump.warnings,
    };
    const session = new HeapSession(dump.graph, identity, dot);
    session.opening = { readFrom, saveIndex };
    return session;
  }

  /** Whether an index was used, and what writes one for the next time. */
  opening: Pick<IndexedLoad, 'readFrom' | 'saveIndex'> = { readFrom: 'dump', saveIndex: null };

  get name(): string {
    return this.identity.name;
  }

  /** Answers a request that came from another process: it is checked against its schema first. */
  async ask(channel: DumpChannel, request: unknown, job: Job): Promise<unknown> {
    if (!isHeapChannel(channel)) {
      throw new OuroborosError('bad-request', 'This is a dump of objects, not a timeline.');
    }
    const parsed = DUMP_CHANNELS[channel].request.safeParse(request);
    if (!parsed.success) {
      throw new OuroborosError(
        'bad-request',
        `The question "${channel}" is not well-formed.`,
        parsed.error.message,
      );
    }
    // The schema of this very channel has just accepted the request; TypeScript cannot follow a
    // union of pairs through an index.
    const handle = this.handlers[channel] as (request: unknown, job: Job) => unknown;
    return handle(parsed.data, job);
  }

  /** Asks a channel from within this process: the request is typed, not parsed. */
  query<C extends HeapChannel>(
    channel: C,
    request: DumpRequest<C>,
    job: Job,
  ): DumpResponse<C> | Promise<DumpResponse<C>> {
    return this.handlers[channel](request, job);
  }

  /** `answers`: whether it says what leaks; by default only where that takes no time. */
  summaryReport(
    job: Job,
    answers = isAnsweredAtOnce(this.derived),
    cuts: CutChoice = DEFAULT_CUTS,
  ): SummaryReport {
    const derived = this.derived.under(cuts);
    const answer = answers ? answerOf(derived, job) : null;
    const verdicts = answers ? derived.verdicts(job) : null;
    return summaryReport(derived, this.identity, this.typeTotals(job, derived), answer, verdicts);
  }

  cyclesReport(options: { cuts: CutChoice; type: string }, job: Job): CyclesReport {
    return cyclesReport(this.derived.under(options.cuts), options.cuts, options.type, job);
  }

  breakReport(options: { cuts: CutChoice; families: FamilyChoice }, job: Job): BreakReport {
    const { cuts, families } = options;
    const derived = this.derived.under(cuts);
    return breakReport(derived, families, cuts, job, (id, result) =>
      withSafeAdvice(derived, id, cuts, result, job),
    );
  }

  /** What to break in the whole dump. */
  dumpBreaks(cuts: CutChoice, job: Job): DumpBreaks {
    return dumpBreaks(this.derived.under(cuts), cuts, job);
  }

  garbageReport(job: Job, cuts: CutChoice = DEFAULT_CUTS): GarbageReport {
    return garbageReport(this.derived.under(cuts), job);
  }

  /** References by the names that people give them. */
  namedCuts(names: readonly string[], job: Job): NamedCuts {
    return findNamedCuts(this.graph, names, job);
  }

  dominatorsReport(
    choice: DominatorsChoice,
    job: Job,
    cuts: CutChoice = DEFAULT_CUTS,
  ): DominatorsReport {
    return dominatorsReport(this.derived.under(cuts), this.partsUnder(cuts), choice, job);
  }

  /** What changed since dumps whose digests were lent to this session's `comparer`. */
  diffReport(dumps: CompareChoice, choice: DiffChoice, job: Job): DiffReport {
    return diffReport(this.derived, this.comparer.compare(dumps, job), choice, job);
  }

  /** Whether this dump keeps to the rules; `baselines` as for `diffReport`, [] for none. */
  checkReport(rules: CheckRules, baselines: string[], job: Job): CheckReport {
    const compared =
      baselines.length === 0 ? null : this.comparer.compare({ baselines, match: 'types' }, job);
    return checkReport(this.derived, compared, rules, job);
  }

  /** `limit` findings of each kind. */
  wasteReport(limit: number, job: Job): WasteReport {
    return wasteReport(this.derived, limit, job);
  }

  /** Threads with their stacks and variables, and what waits where. */
  threadsReport(choice: ThreadsChoice, job: Job): ThreadsReport {
    const { contents, waiters } = this;
    return threadsReport(this.derived, { contents, waiters }, choice, job);
  }

  pathReport(node: NodeIndex, job: Job, cuts: CutChoice = DEFAULT_CUTS): PathReport {
    return forPrograms(pathResult(this.derived.under(cuts), node, job, PRINTED_STEPS));
  }

  waysReport(
    objects: ObjectsChosen,
    job: Job,
    cuts: CutChoice = DEFAULT_CUTS,
  ): ForPrograms<WaysResult> {
    const nodes = this.chosen(objects, cuts, job);
    return forPrograms(disjointPathsResult(this.derived.under(cuts), nodes, job, PATIENT_STEPS));
  }

  /** How many objects are held, in a tree of `limit` steps. */
  heldPathsReport(
    objects: ObjectsChosen,
    limit: number,
    job: Job,
    cuts: CutChoice = DEFAULT_CUTS,
  ): ForPrograms<HeldPathsResult> {
    const request = { objects, cuts, under: 0, limit };
    const chosen = () => this.chosen(objects, cuts, job);
    return forPrograms(this.heldPaths.answer(request, chosen, job));
  }

  /**
   * The object at an address as people write it: `0x7f…` or decimal. Throws `bad-request` when it
   * is no address, `not-found` when nothing is there. O(n).
   */
  findByAddress(text: string): NodeIndex {
    const words = parseAddress(text);
    if (words === null) {
      throw new OuroborosError(
        'bad-request',
        `"${clip(showable(text), 60)}" is not an address. Write it as 0x7f… or in decimal.`,
      );
    }
    const node = findNodeByAddress(this.graph, words.low, words.high);
    if (node !== NO_NODE) return node;
    const address = formatAddress(words.low, words.high);
    throw new OuroborosError('not-found', `No object in this dump is at ${address}.`);
  }

  /**
   * Up to `limit` objects of a type (qualified name, or its last part), the most telling first:
   * garbage before held, then by size. Throws `not-found` when there is none.
   */
  findByType(type: string, limit: number, job: Job): NodeIndex[] {
    const wanted = typeRows(this.graph, this.typeTotals(job)).filter((row) =>
      typeMatches(row.type, type),
    );
    if (wanted.length === 0) {
      throw new OuroborosError('not-found', `No object in this dump is of type "${type}".`);
    }
    const isWanted = new Uint8Array(this.graph.typeNames.length);
    for (const row of wanted) isWanted[row.typeIndex] = 1;
    const { verdict } = this.derived.verdicts(job);
    const nodes: NodeIndex[] = [];
    for (let node = 0; node < this.graph.nodeCount; node++) {
      if (isWanted[this.graph.type[node]] === 1) nodes.push(node);
    }
    nodes.sort(
      (a, b) =>
        verdict[b] - verdict[a] || this.graph.shallowSize[b] - this.graph.shallowSize[a] || a - b,
    );
    return nodes.slice(0, limit);
  }

  /** The dump as an `.ouro` file, in chunks to be written one after the other. */
  toOuro(options: Omit<WriteOptions, 'batchNodes' | 'origin'>): Iterable<Uint8Array> {
    const { formatId, formatLabel, warnings } = this.identity;
    const origin = { formatId, formatLabel, warnings, indexOf: null };
    return writeOuro(this.graph, { ...options, origin });
  }

  /**
   * The dump with less text, for whoever is not to read what the program held. Dumps that are to be
   * compared share a `book`.
   */
  redacted(redaction: Redaction, job: Job, book?: AliasBook): HeapSession {
    const graph = redactGraph(this.graph, redaction, job, book);
    const warnings = this.identity.warnings.map((warning) =>
      // Its words are the collector's, which quotes what went wrong.
      warning.code === 'collector-warning'
        ? { ...warning, message: 'The collector warned of something that was left out.' }
        : warning,
    );
    return new HeapSession(graph, { ...this.identity, warnings }, this.dot);
  }

  /**
   * Whom texts for others are asked of: where they are redacted, a dump without the values, so that
   * nothing has to be found in finished sentences. Numbers of objects, references and families are
   * the same in both.
   */
  private forReading({ redact }: { readonly redact: boolean }, job: Job): HeapSession {
    return redact ? this.redacted({ values: true, names: false }, job) : this;
  }

  /** The dump in another tool's format, in chunks; what that format cannot say is lost. */
  toForeign(format: 'objgraph' | 'refcycle', job: Job): Iterable<Uint8Array> {
    const write = format === 'objgraph' ? writeObjgraphDot : writeRefcycleJson;
    return textChunks(write(this.graph, job));
  }

  /** The dump as tables of rows, for other tools; see `shared/session/tables`. */
  tables(choice: TableChoice, job: Job): readonly Table[] {
    const all = { cuts: DEFAULT_CUTS, type: '', offset: 0, limit: Number.MAX_SAFE_INTEGER };
    const { families } = cyclesPage(this.derived, all, job);
    const { causes } = answerOf(this.derived, job);
    return dumpTables(this.derived, this.typeTotals(job), { causes, families }, choice, job);
  }

  private typeTotals(job: Job, derived = this.derived): TypeTotals {
    return keptOf(this.totals, derived, () => totalTypes(this.graph, derived.verdicts(job), job));
  }

  private partsUnder(cuts = DEFAULT_CUTS): DominatedParts {
    const derived = this.derived.under(cuts);
    return keptOf(this.dominatedParts, derived, () => new DominatedParts(derived));
  }

  private typesUnder(cuts: CutChoice | undefined, job: Job): readonly [TypeLists, TypeTotals] {
    const derived = this.derived.under(cuts ?? DEFAULT_CUTS);
    const lists = keptOf(this.typeLists, derived, () => new TypeLists(derived));
    return [lists, this.typeTotals(job, derived)];
  }

  private readonly handlers: Handlers = {
    overview: ({ cuts }, job) => {
      const derived = this.derived.under(cuts);
      return overviewOf(derived, this.identity, this.typeTotals(job, derived), cuts, job);
    },
    answer: ({ cuts }, job) => answerOf(this.derived.under(cuts), job),
    fleetMember: (_request, job) =>
      fleetMemberOf(this.derived, this.identity, this.typeTotals(job), job),
    types: (request, job) => {
      const [lists, totals] = this.typesUnder(request.cuts, job);
      return lists.types(totals, request, job);
    },
    modules: (request, job) => {
      const [lists, totals] = this.typesUnder(request.cuts, job);
      return lists.pageOfModules(totals, request, job);
    },
    objects: (request, job) => this.objectLists.page(request, job),
    valueGroups: (request, job) => {
      const nodes = this.objectLists.selectAll(request.query, request.cuts, job);
      return valueGroups(this.derived.under(request.cuts), this.contents, nodes, request, job);
    },
    object: ({ node, cuts }, job) =>
      objectFacts(this.derived.under(cuts), this.checked(node), cuts, job),
    references: (request, job) => {
      this.checked(request.node);
      return referencePage(this.derived, request, job);
    },
    contents: (request, job) => {
      this.checked(request.node);
      return contentsPage(this.derived.under(request.cuts), this.contents, request, job);
    },
    wholeValue: ({ node }, job) => wholeValue(this.graph, this.contents, this.checked(node), job),
    cycles: (request, job) => cyclesPage(this.derived.under(request.cuts), request, job),
    components: (request, job) => componentsPage(this.derived.under(request.cuts), request, job),
    breakProposals: ({ familyId, cuts }, job) => {
      const derived = this.derived.under(cuts);
      const result = breakResult(derived, familyId, cuts, job);
      return withSafeAdvice(derived, familyId, cuts, result, job);
    },
    whatIf: (request, job) => whatIf(this.derived, request, job),
    dominated: (request, job) => this.partsUnder(request.cuts).rows(request, job),
    dominatedTypes: (request, job) => this.partsUnder(request.cuts).typeRows(request, job),
    dominatorMap: (request, job) => {
      const derived = this.derived.under(request.cuts ?? DEFAULT_CUTS);
      return dominatorMapOf(derived, this.partsUnder(request.cuts), request, job);
    },
    owned: ({ query, cuts }, job) =>
      ownedTogether(this.derived.under(cuts), this.objectLists.select(query, cuts, job), job),
    waste: (_, job) => wasteSummary(this.derived, job),
    wasteFindings: (request, job) => wasteFindings(this.derived, request, job),
    wasteObjects: (request, job) => wasteObjects(this.derived, request, job),
    threads: (request, job) => threadsPage(this.derived.under(request.cuts), request, job),
    waitGroups: (request, job) =>
      this.waiters.groupsPage(this.derived.under(request.cuts), request, job),
    waiters: (request, job) =>
      this.waiters.membersPage(this.derived.under(request.cuts), request, job),
    path: ({ node, cuts }, job) =>
      pathResult(
        cuts === undefined ? this.derived : this.derived.under(cuts),
        this.checked(node),
        job,
      ),
    heldPaths: (request, job) =>
      this.heldPaths.answer(request, () => this.chosen(request.objects, request.cuts, job), job),
    ways: ({ objects, cuts }, job) =>
      disjointPathsResult(this.derived.under(cuts), this.chosen(objects, cuts, job), job),
    comparison: (choice, job) => comparisonOf(this.comparer.compare(choice, job)),
    comparedTypes: (request, job) =>
      comparedTypes(this.comparer.compare(request.compare, job), request),
    comparedFamilies: (request, job) =>
      comparedFamilies(this.comparer.compare(request.compare, job), request),
    comparedObjects: (request, job) =>
      comparedObjects(this.derived, this.comparer.compare(request.compare, job), request, job),
    scene: ({ scene, cuts, pace }, job) =>
      sceneOf(this.derived.under(cuts), this.withinDump(scene), cuts, this.dot, job, pace),
    groupMembers: (request, job) => {
      const scene = this.withinDump(request.scene);
      return groupPage(this.derived.under(request.cuts), { ...request, scene }, job);
    },
    report: (request, job) => reportOf(this.forReading(request, job), request, job),
    finding: (request, job) => findingOf(this.forReading(request, job), request, job),
    identify: (request) => identify(this.derived, request),
    named: (request, job) => named(this.derived, request, job),
    locate: (request, job) => locate(this.derived, request, job),
    export: async ({ scene, cuts, options }, job) => {
      const derived = this.derived.under(cuts);
      const drawn = await sceneOf(derived, this.withinDump(scene), cuts, this.dot, job);
      return writeScene(drawn, options);
    },
  };

  /** One object, or those of a list; ascending. */
  private chosen(objects: ObjectsChosen, cuts: CutChoice, job: Job): Uint32Array {
    if ('node' in objects) return Uint32Array.of(this.checked(objects.node));
    return this.objectLists.selectAll(objects.query, cuts, job);
  }

  private checked(node: NodeIndex): NodeIndex {
    if (node < this.graph.nodeCount) return node;
    throw new OuroborosError('not-found', `This dump has no object number ${node}.`);
  }

  /** A request whose lists name only objects that exist. Throws when its focus does not. */
  private withinDump(scene: DumpRequest<'scene'>['scene']): DumpRequest<'scene'>['scene'] {
    for (const node of scene.focus) this.checked(node);
    const exists = (node: NodeIndex): boolean => node < this.graph.nodeCount;
    return {
      ...scene,
      expanded: scene.expanded.filter((side) => exists(side.node)),
      collapsed: scene.collapsed.filter(exists),
      hidden: scene.hidden.filter(exists),
      unfolded: scene.unfolded.filter(exists),
      pinned: scene.pinned.filter((pin) => exists(pin.node)),
    };
  }
}

function isHeapChannel(channel: DumpChannel): channel is HeapChannel {
  return !Object.hasOwn(TIMELINE_CHANNELS, channel) && !Object.hasOwn(PROFILE_CHANNELS, channel);
}

/** What was made of the columns, made when it is first asked for. */
function keptOf<Made>(
  kept: WeakMap<DerivedColumns, Made>,
  derived: DerivedColumns,
  make: () => Made,
): Made {
  const known = kept.get(derived);
  if (known !== undefined) return known;
  const made = make();
  kept.set(derived, made);
  return made;
}
