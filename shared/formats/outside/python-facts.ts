import { GrowableUint8, GrowableUint32 } from '../../base/growable.ts';
import type { FactTable } from '../../heap/fact-table.ts';
import { NO_NODE, type SparseStrings } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import { WaitState, type WaitStateByte } from '../../heap/waits.ts';
import { attributeOf } from './attributes.ts';
import { lineOfInstruction } from './code-lines.ts';
import { generatorState } from './generator-state.ts';
import { codeFile, offsetInCode } from './python-threads.ts';
import type { PythonType } from './python-types.ts';
import { isArray } from './visit-containers.ts';
import type { VisitContext } from './visit-context.ts';
import { codeOfFrame } from './visit-frames.ts';
import { arrayFacts } from './visit-numpy.ts';

const GENERATORS: ReadonlySet<string> = new Set(['generator', 'coroutine', 'async_generator']);
const MAX_COLUMNS = 200;
const MAX_NAME = 200;
const MAX_AXES = 2;
/** Fields of `range`: only its length, which C code computes when it is made. */
const RANGE_LENGTH_AT = 40;

/** What an object is asked for beside its references, decided once for its type. */
type Asked = 'array' | 'frame' | 'generator' | 'task' | 'nothing';

/** Details of arrays and frames, and where tasks, coroutines and generators stand. */
export class PythonFacts {
  private readonly context: VisitContext;
  private readonly asked: (Asked | undefined)[] = [];
  private readonly detailRow = new GrowableUint32(64);
  private readonly detailText = new GrowableUint32(64);
  private readonly waitRow = new GrowableUint32(64);
  private readonly waitState = new GrowableUint8(64);
  private readonly waitFunction = new GrowableUint32(64);
  private readonly waitFile = new GrowableUint32(64);
  private readonly waitLine = new GrowableUint32(64);
  /** Addresses, as objects may come later. */
  private readonly waitAwaits: number[] = [];

  constructor(context: VisitContext) {
    this.context = context;
  }

  /** Looks at an object; rows come in ascending order. */
  look(row: number, address: number, type: PythonType): void {
    this.asked[type.serial] ??= askedOf(type);
    switch (this.asked[type.serial]) {
      case 'array':
        this.addDetails(row, this.arrayDetails(address));
        break;
      case 'frame':
        this.addDetails(row, this.frameDetails(address));
        break;
      case 'generator':
        this.addWait(row, address, null);
        break;
      case 'task':
        this.addTask(row, address, type);
        break;
    }
  }

  private addDetails(row: number, details: Readonly<Record<string, unknown>> | null): void {
    if (details === null) return;
    this.detailRow.push(row);
    this.detailText.push(this.context.labels.strings.internText(JSON.stringify(details)));
  }

  private arrayDetails(address: number) {
    const facts = arrayFacts(this.context, address);
    return {
      shape: facts.shape,
      dtype: dtypeText(facts.kind, facts.itemBytes),
      dataBytes: facts.count * facts.itemBytes,
      ownsData: facts.ownsData,
    };
  }

  /** A DataFrame or Series, by the axes that its manager has. */
  private frameDetails(address: number) {
    const { objects, types } = this.context;
    const manager = attributeOf(objects, types, address, '_mgr');
    const axes = manager === 0 ? [] : this.axesOf(manager);
    const lengths = axes.map((axis) => this.axisLength(axis));
    const columns = axes.length === MAX_AXES ? this.columnNames(axes[0]) : [];
    if (axes.length === 0 || lengths.some((length) => length === null)) return null;
    return axes.length === MAX_AXES
      ? { shape: [lengths[1], lengths[0]], columnCount: lengths[0], columns }
      : { shape: lengths };
  }

  /** The indexes of a manager: compiled code, so that the list of them is known by what is in it. */
  private axesOf(manager: number): number[] {
    const { memory, objects, types, layout } = this.context;
    const size = types.at(objects.typeOf(manager))?.basicSize ?? 0;
    const words = [attributeOf(objects, types, manager, 'axes')];
    for (let at = 16; at + 8 <= size; at += 8) words.push(memory.word(manager + at));
    for (const list of words) {
      if (list === 0 || !objects.isObject(list)) continue;
      if (types.at(objects.typeOf(list))?.shape !== 'list') continue;
      const count = objects.sizeOf(list, false);
      const items = memory.word(list + layout.hot.listItems);
      if (count < 1 || count > MAX_AXES || !isArray(memory, items, count)) continue;
      const axes = Array.from({ length: count }, (_, index) => memory.word(items + 8 * index));
      if (axes.every((axis) => objects.isObject(axis) && this.isIndex(axis))) return axes;
    }
    return [];
  }

  private isIndex(address: number): boolean {
    const type = this.context.types.at(this.context.objects.typeOf(address));
    return type?.chain.some(({ name }) => name === 'pandas.core.indexes.base.Index') ?? false;
  }

  private axisLength(index: number): number | null {
    const { objects, types, memory } = this.context;
    const range = attributeOf(objects, types, index, '_range');
    if (range !== 0 && types.nameOfType(objects.typeOf(range)) === 'range') {
      return objects.integer(memory.word(range + RANGE_LENGTH_AT));
    }
    const data = this.dataOf(index);
    return data === 0 ? null : (arrayFacts(this.context, data).shape[0] ?? null);
  }

  /** The array behind an index, or behind what pandas puts around one; 0 where there is none. */
  private dataOf(index: number): number {
    const { objects, types } = this.context;
    const data = attributeOf(objects, types, index, '_data');
    if (data === 0) return 0;
    if (this.isNdarray(data)) return data;
    const inner = attributeOf(objects, types, data, '_ndarray');
    return inner !== 0 && this.isNdarray(inner) ? inner : 0;
  }

  private isNdarray(address: number): boolean {
    const type = this.context.types.at(this.context.objects.typeOf(address));
    return type?.chain.some(({ name }) => name === 'numpy.ndarray') ?? false;
  }

  private columnNames(index: number): { readonly name: string }[] {
    const { memory, objects, labels } = this.context;
    const data = this.dataOf(index);
    if (data === 0) return [];
    const facts = arrayFacts(this.context, data);
    const count = Math.min(facts.shape[0] ?? 0, MAX_COLUMNS);
    if (facts.kind !== 'O' || !facts.isContiguous || !isArray(memory, facts.data, count)) return [];
    return Array.from({ length: count }, (_, column) => {
      const name = memory.word(facts.data + 8 * column);
      return {
        name: objects.isText(name) ? objects.text(name, MAX_NAME) : labels.keyText(name, 0),
      };
    });
  }

  /** A task written in C: where its coroutine stands; what it waits for is the word before that. */
  private addTask(row: number, address: number, type: PythonType): void {
    const { memory, objects, types } = this.context;
    const known = type.chain.find(({ name }) => name === TASK) ?? type;
    for (let at = 24; at + 8 <= known.basicSize; at += 8) {
      const coroutine = memory.word(address + at);
      if (coroutine === 0 || !objects.isObject(coroutine)) continue;
      if (!GENERATORS.has(types.nameOfType(objects.typeOf(coroutine)))) continue;
      this.addWait(row, coroutine, memory.word(address + at - 8));
      return;
    }
  }

  /** A row for what stands where a generator stands; `awaited` of a task, null of itself. */
  private addWait(row: number, generator: number, awaited: number | null): void {
    const { memory, objects, layout, labels } = this.context;
    const place = layout.minor <= 10 ? this.oldPlace(generator) : this.place(generator);
    this.waitRow.push(row);
    this.waitState.push(place.state);
    const name = memory.word(generator + layout.at('PyGenObject.gi_qualname'));
    this.waitFunction.push(labels.textLabel(name, MAX_NAME));
    this.waitFile.push(place.code === 0 ? NO_STRING : labels.text(codeFile(objects, place.code)));
    this.waitLine.push(place.line);
    this.waitAwaits.push(awaited ?? place.awaits);
  }

  private place(generator: number): Place {
    const { memory, objects, layout } = this.context;
    const { state, isDelegating, hasFrame } = generatorState(objects, generator);
    const frame = generator + layout.at('PyGenObject.gi_iframe');
    const code = hasFrame ? codeOfFrame(objects, frame) : 0;
    if (code === 0) return { state, code: 0, line: 0, awaits: 0 };
    const line = lineOfInstruction(objects, code, offsetInCode(objects, frame, code));
    const pointerAt = layout.at('_PyInterpreterFrame.stackpointer');
    const base = frame + layout.at('_PyInterpreterFrame.localsplus');
    const top =
      pointerAt >= 0
        ? memory.word(frame + pointerAt)
        : base + 8 * memory.signed32(frame + layout.at('_PyInterpreterFrame.stacktop'));
    const word = isDelegating && top > base ? memory.word(top - 8) : 0;
    return { state, code, line, awaits: word - (word % 4) };
  }

  /** Until 3.10 a generator has a frame object, or has ended. */
  private oldPlace(generator: number): Place {
    const { memory, objects, layout, running } = this.context;
    const frame = memory.word(generator + layout.at('PyGenObject.gi_frame'));
    if (frame === 0 || !objects.isObject(frame)) {
      return { state: WaitState.ended, code: 0, line: 0, awaits: 0 };
    }
    const code = memory.word(frame + layout.at('PyFrameObject.f_code'));
    const last = memory.signed32(frame + layout.at('PyFrameObject.f_lasti'));
    const state = running.has(frame)
      ? WaitState.running
      : last < 0
        ? WaitState.notStarted
        : WaitState.suspended;
    const offset = layout.minor === 10 ? 2 * last : last;
    return { state, code, line: lineOfInstruction(objects, code, offset), awaits: 0 };
  }

  details(): SparseStrings {
    return { node: this.detailRow.toArray(), value: this.detailText.toArray() };
  }

  /** The table `waits`; null where there is nothing to tell. `rowAt` gives an object's row. */
  waits(rowAt: (address: number) => number): FactTable | null {
    const rowCount = this.waitRow.length;
    if (rowCount === 0) return null;
    const awaits = Uint32Array.from(this.waitAwaits, (address) =>
      address === 0 ? NO_NODE : rowAt(address),
    );
    return {
      rowCount,
      columns: new Map([
        ['object', { form: 'object', values: this.waitRow.toArray() }],
        ['state', { form: 'number', values: this.waitState.toArray() }],
        ['function', { form: 'text', values: this.waitFunction.toArray() }],
        ['file', { form: 'text', values: this.waitFile.toArray() }],
        ['line', { form: 'number', values: this.waitLine.toArray() }],
        ['awaits', { form: 'object', values: awaits }],
      ]),
    };
  }
}

const TASK = '_asyncio.Task';

interface Place {
  readonly state: WaitStateByte;
  readonly code: number;
  readonly line: number;
  readonly awaits: number;
}

function askedOf(type: PythonType): Asked {
  const names = type.chain.map(({ name }) => name);
  if (names.includes('numpy.ndarray')) return 'array';
  if (names.some((name) => FRAMES.has(name))) return 'frame';
  if (names.some((name) => GENERATORS.has(name))) return 'generator';
  return names.includes(TASK) ? 'task' : 'nothing';
}

/** pandas calls them by their public names since 3.0. */
const FRAMES: ReadonlySet<string> = new Set([
  'pandas.core.frame.DataFrame',
  'pandas.core.series.Series',
  'pandas.DataFrame',
  'pandas.Series',
]);

const NUMBERS: Readonly<Record<string, string>> = { i: 'int', u: 'uint', f: 'float', c: 'complex' };

/** A data type as numpy calls it, by its kind and the bytes of an item. */
function dtypeText(kind: string, bytes: number): string {
  if (kind === 'O') return 'object';
  if (kind === 'b') return 'bool';
  if (kind === 'M') return 'datetime64';
  if (kind === 'm') return 'timedelta64';
  if (kind === 'V') return `record of ${bytes} bytes`;
  const number = NUMBERS[kind];
  return number === undefined ? `${kind}${bytes}` : `${number}${8 * bytes}`;
}
