import { EdgeKind, EdgeMark } from '../../heap/edge-kind.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import { generatorState } from './generator-state.ts';
import type { PythonObjects } from './python-objects.ts';
import type { PythonType } from './python-types.ts';
import type { FrameVariable, VisitContext } from './visit-context.ts';

const { internal, local, cell, stack } = EdgeKind;
const { hidden, borrowed } = EdgeMark;

/** Who has a frame: a thread, a generator, a frame object; from here on, C code. */
const FIRST_C_OWNER = 3;
const MAX_LOCALS = 1 << 16;
const MAX_STACK = 100_000;

/** A pointer of a frame. Since 3.14 its low bits say that it is not counted, or is no pointer. */
interface FrameWord {
  readonly target: number;
  readonly mark: number;
}

function frameWord(word: number, isTagged: boolean): FrameWord | null {
  if (word === 0) return null;
  if (!isTagged) return { target: word, mark: 0 };
  const tag = word % 4;
  if (tag === 3 || word < 8) return null;
  return { target: word - tag, mark: tag % 2 === 1 ? borrowed : 0 };
}

/** The code object of an interpreter's frame (3.11 and later); 0 where it has none, as frames of C. */
export function codeOfFrame(objects: PythonObjects, frame: number): number {
  const { memory, layout } = objects;
  if (memory.byte(frame + layout.at('_PyInterpreterFrame.owner')) >= FIRST_C_OWNER) return 0;
  const at = layout.either('_PyInterpreterFrame.f_code', '_PyInterpreterFrame.f_executable');
  const word = memory.word(frame + at);
  const code = word - (word % 4);
  return objects.isObject(code) ? code : 0;
}

/**
 * References of an interpreter's frame (3.11 and later). Of one that runs the collector is told
 * nothing.
 */
export function visitInterpreterFrame(
  context: VisitContext,
  frame: number,
  isRunning: boolean,
): void {
  const { memory, layout, found, labels, objects } = context;
  const mark = isRunning ? hidden : 0;
  const isTagged = layout.minor >= 14;
  const name = (text: string): number => labels.text(text);
  const counted: readonly (readonly [number, string, boolean])[] = [
    [
      layout.either('_PyInterpreterFrame.f_funcobj', '_PyInterpreterFrame.f_func'),
      '__func__',
      isTagged,
    ],
    [
      layout.either('_PyInterpreterFrame.f_code', '_PyInterpreterFrame.f_executable'),
      'f_code',
      isTagged,
    ],
    [layout.at('_PyInterpreterFrame.f_locals'), 'f_locals', false],
  ];
  for (const [at, label, mayHaveTag] of counted) {
    const word = frameWord(memory.word(frame + at), mayHaveTag);
    if (word !== null) found.refer(word.target, internal | mark | word.mark, name(label));
  }
  for (const [at, label] of [
    [layout.at('_PyInterpreterFrame.f_globals'), 'f_globals'],
    [layout.at('_PyInterpreterFrame.f_builtins'), 'f_builtins'],
  ] as const) {
    found.refer(memory.word(frame + at), internal | hidden | borrowed, name(label));
  }
  const code = codeOfFrame(objects, frame);
  const base = frame + layout.at('_PyInterpreterFrame.localsplus');
  const variables = code === 0 ? [] : variablesOf(context, code);
  variables.forEach((variable, index) => {
    const word = frameWord(memory.word(base + 8 * index), isTagged);
    if (word === null) return;
    found.refer(word.target, variable.kind | mark | word.mark, variable.label);
    if (variable.kind === cell) nameCell(context, word.target, variable.label);
  });
  const top = stackTop(context, frame, base);
  for (let index = variables.length; index < Math.min(top, variables.length + MAX_STACK); index++) {
    const word = frameWord(memory.word(base + 8 * index), isTagged);
    if (word === null || !objects.isObject(word.target)) continue;
    found.refer(word.target, stack | mark | word.mark, NO_STRING);
  }
}

/** How many words of a frame's storage are in use; −1 while it runs. */
function stackTop({ memory, layout }: VisitContext, frame: number, base: number): number {
  const pointerAt = layout.at('_PyInterpreterFrame.stackpointer');
  if (pointerAt < 0) return memory.signed32(frame + layout.at('_PyInterpreterFrame.stacktop'));
  const pointer = memory.word(frame + pointerAt);
  return pointer === 0 ? -1 : (pointer - base) / 8;
}

const KIND_CELL = 0x40;
const KIND_FREE = 0x80;

/** The variables of a code object in the order of a frame's storage. */
export function variablesOf(context: VisitContext, code: number): readonly FrameVariable[] {
  const known = context.variables.get(code);
  if (known !== undefined) return known;
  const { layout } = context;
  const names = layout.at('PyCodeObject.co_localsplusnames');
  const variables =
    names < 0
      ? [
          ...namesIn(context, code, layout.at('PyCodeObject.co_varnames'), () => local),
          ...namesIn(context, code, layout.at('PyCodeObject.co_cellvars'), () => cell),
          ...namesIn(context, code, layout.at('PyCodeObject.co_freevars'), () => cell),
        ]
      : namesIn(context, code, names, kindsOf(context, code));
  context.variables.set(code, variables);
  return variables;
}

function kindsOf({ memory, layout }: VisitContext, code: number): (index: number) => number {
  const kinds = memory.word(code + layout.at('PyCodeObject.co_localspluskinds'));
  const first = kinds + layout.at('PyBytesObject.ob_sval');
  return (index) => ((memory.byte(first + index) & (KIND_CELL | KIND_FREE)) === 0 ? local : cell);
}

function namesIn(
  { memory, layout, objects, labels }: VisitContext,
  code: number,
  at: number,
  kindOf: (index: number) => number,
): FrameVariable[] {
  const tuple = memory.word(code + at);
  const count = objects.isObject(tuple) ? objects.sizeOf(tuple, false) : 0;
  const variables: FrameVariable[] = [];
  for (let index = 0; index < Math.min(count, MAX_LOCALS); index++) {
    const name = memory.word(tuple + layout.at('PyTupleObject.ob_item') + 8 * index);
    variables.push({ kind: kindOf(index), label: labels.name(name) });
  }
  return variables;
}

/** A cell has the name of the variable that it stands for. */
function nameCell(context: VisitContext, target: number, label: number): void {
  if (!context.cellNames.has(target)) context.cellNames.set(target, label);
}

/** A frame object. */
export function visitFrame(context: VisitContext, address: number): number {
  const { layout } = context;
  if (layout.minor < 11) return visitOldFrame(context, address);
  const { memory, found, labels } = context;
  const frame = memory.word(address + layout.at('PyFrameObject.f_frame'));
  const isRunning = context.running.has(frame);
  for (const [at, label] of [
    [layout.at('PyFrameObject.f_back'), 'f_back'],
    [layout.at('PyFrameObject.f_trace'), 'f_trace'],
    [layout.at('PyFrameObject.f_extra_locals'), 'f_extra_locals'],
    [layout.at('PyFrameObject.f_locals_cache'), 'f_locals_cache'],
    [layout.at('PyFrameObject.f_overwritten_fast_locals'), 'f_overwritten_fast_locals'],
  ] as const) {
    if (at < 0) continue;
    found.refer(memory.word(address + at), internal, labels.text(label));
  }
  const own = address + layout.at('PyFrameObject._f_frame_data');
  // One that is a generator's is told of there.
  if (frame === own) visitInterpreterFrame(context, frame, false);
  else if (isRunning) visitInterpreterFrame(context, frame, true);
  return 0;
}

/** A frame object until 3.10: it has its variables itself. The collector is told nothing of those that run. */
function visitOldFrame(context: VisitContext, address: number): number {
  const { memory, layout, found, labels } = context;
  const mark = context.running.has(address) && !context.isTracked(address) ? hidden : 0;
  for (const [at, label] of [
    [layout.at('PyFrameObject.f_back'), 'f_back'],
    [layout.at('PyFrameObject.f_code'), 'f_code'],
    [layout.at('PyFrameObject.f_builtins'), 'f_builtins'],
    [layout.at('PyFrameObject.f_globals'), 'f_globals'],
    [layout.at('PyFrameObject.f_locals'), 'f_locals'],
    [layout.at('PyFrameObject.f_trace'), 'f_trace'],
  ] as const) {
    found.refer(memory.word(address + at), internal | mark, labels.text(label));
  }
  const code = memory.word(address + layout.at('PyFrameObject.f_code'));
  const base = address + layout.at('PyFrameObject.f_localsplus');
  variablesOf(context, code).forEach(({ kind, label }, index) => {
    const target = memory.word(base + 8 * index);
    found.refer(target, kind | mark, label);
    if (kind === cell && target !== 0) nameCell(context, target, label);
  });
  const values = memory.word(address + layout.at('PyFrameObject.f_valuestack'));
  const topAt = layout.at('PyFrameObject.f_stacktop');
  const top = topAt < 0 ? 0 : memory.word(address + topAt);
  const depth =
    topAt < 0
      ? memory.signed32(address + layout.at('PyFrameObject.f_stackdepth'))
      : top === 0
        ? -1
        : (top - values) / 8;
  for (let index = 0; index < Math.min(depth, MAX_STACK); index++) {
    found.refer(memory.word(values + 8 * index), stack | mark, NO_STRING);
  }
  return 0;
}

/** A generator, coroutine or asynchronous generator, with the frame inside it. */
export function visitGenerator(context: VisitContext, address: number, type: PythonType): number {
  const { memory, layout, found, labels } = context;
  const originOrFinalizer =
    type.name === 'coroutine'
      ? layout.either('PyCoroObject.cr_origin', 'PyCoroObject.cr_origin_or_finalizer')
      : type.name === 'async_generator'
        ? layout.either('PyAsyncGenObject.ag_finalizer', 'PyAsyncGenObject.ag_origin_or_finalizer')
        : // In a plain generator the word is never written.
          -1;
  for (const [at, label] of [
    [layout.at('PyGenObject.gi_frame'), 'gi_frame'],
    [layout.at('PyGenObject.gi_code'), 'gi_code'],
    [layout.at('PyGenObject.gi_name'), '__name__'],
    [layout.at('PyGenObject.gi_qualname'), '__qualname__'],
    [layout.at('PyGenObject.gi_exc_state.exc_type'), 'exc_type'],
    [layout.at('PyGenObject.gi_exc_state.exc_value'), 'exc_value'],
    [layout.at('PyGenObject.gi_exc_state.exc_traceback'), 'exc_traceback'],
    [originOrFinalizer, 'origin'],
  ] as const) {
    if (at < 0) continue;
    found.refer(memory.word(address + at), internal, labels.text(label));
  }
  // Until 3.10 the frame is an object of its own.
  if (layout.minor <= 10 || !generatorState(context.objects, address).hasFrame) return 0;
  const frame = address + layout.at('PyGenObject.gi_iframe');
  const object = memory.word(frame + layout.at('_PyInterpreterFrame.frame_obj'));
  found.refer(object, internal, labels.text('gi_frame'));
  visitInterpreterFrame(context, frame, context.running.has(frame));
  return 0;
}
