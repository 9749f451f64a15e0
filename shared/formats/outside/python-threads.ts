import { showable } from '../../base/text.ts';
import type { ThreadFacts } from '../../heap/heap-graph.ts';
import { attributeOf } from './attributes.ts';
import { lineOfInstruction } from './code-lines.ts';
import type { Interpreter } from './find-interpreter.ts';
import type { PythonObjects } from './python-objects.ts';
import type { PythonTypes } from './python-types.ts';
import { codeOfFrame } from './visit-frames.ts';

/** A frame of a thread's stack. */
export interface StackFrame {
  /** A frame object until 3.10; since 3.11 a frame of the interpreter's own. */
  readonly frame: number;
  /** The frame object, where somebody asked for it; 0 otherwise. */
  readonly object: number;
  /** "load.py:41 in main". */
  readonly text: string;
  /** "main". */
  readonly functionName: string;
}

export interface PythonThread {
  readonly state: number;
  readonly facts: ThreadFacts;
  /** Innermost first. */
  readonly frames: readonly StackFrame[];
}

const MAX_FRAMES = 100_000;
const MAX_STACK_TEXTS = 1000;
const MAX_NAME = 200;

/** The threads of the main interpreter with their stacks. Frames are told without running anything. */
export function pythonThreads(
  objects: PythonObjects,
  types: PythonTypes,
  interpreter: Interpreter,
): PythonThread[] {
  const names = threadNames(objects, types, interpreter);
  return interpreter.threads.map((state, index) => {
    const ident = objects.memory.word(state + objects.layout.at('PyThreadState.thread_id'));
    const known = names.get(ident);
    const isOnly = interpreter.threads.length === 1;
    const name = known?.name ?? (isOnly ? 'MainThread' : `thread ${ident || index}`);
    const frames = stackOf(objects, interpreter, state);
    return {
      state,
      frames,
      facts: {
        name,
        daemon: known?.daemon ?? false,
        stack: frames.slice(0, MAX_STACK_TEXTS).map(({ text }) => text),
      },
    };
  });
}

function stackOf(objects: PythonObjects, interpreter: Interpreter, state: number): StackFrame[] {
  const frames: StackFrame[] = [];
  const seen = new Set<number>();
  let frame = currentFrame(objects, interpreter, state);
  while (frame !== 0 && frame % 8 === 0 && seen.size < MAX_FRAMES && !seen.has(frame)) {
    if (!objects.memory.isMapped(frame)) break;
    seen.add(frame);
    const told = describeFrame(objects, frame);
    if (told !== null) frames.push(told);
    frame = previousFrame(objects, frame);
  }
  return frames;
}

function currentFrame(
  { memory, layout }: PythonObjects,
  interpreter: Interpreter,
  state: number,
): number {
  if (interpreter.currentFrameAt >= 0) return memory.word(state + interpreter.currentFrameAt);
  if (layout.minor <= 10) return memory.word(state + layout.at('PyThreadState.frame'));
  const holder = memory.word(state + layout.at('PyThreadState.cframe'));
  return holder === 0 ? 0 : memory.word(holder + layout.at('_PyCFrame.current_frame'));
}

function previousFrame({ memory, layout }: PythonObjects, frame: number): number {
  const isOld = layout.minor <= 10;
  const at = layout.at(isOld ? 'PyFrameObject.f_back' : '_PyInterpreterFrame.previous');
  return memory.word(frame + at);
}

/** A frame in words; null for one that belongs to C code. */
export function describeFrame(objects: PythonObjects, frame: number): StackFrame | null {
  const { memory, layout } = objects;
  const isOld = layout.minor <= 10;
  const code = isOld
    ? memory.word(frame + layout.at('PyFrameObject.f_code'))
    : codeOfFrame(objects, frame);
  if (code === 0 || !objects.isObject(code)) return null;
  const offset = isOld ? oldOffset(objects, frame) : offsetInCode(objects, frame, code);
  const functionName = codeName(objects, code);
  const line = lineOfInstruction(objects, code, offset);
  const object = isOld ? frame : memory.word(frame + layout.at('_PyInterpreterFrame.frame_obj'));
  return {
    frame,
    object: object !== 0 && objects.isObject(object) ? object : 0,
    text: `${codeFile(objects, code)}:${line} in ${functionName}`,
    functionName,
  };
}

function oldOffset({ memory, layout }: PythonObjects, frame: number): number {
  const last = memory.signed32(frame + layout.at('PyFrameObject.f_lasti'));
  // 3.10 counts instructions, of two bytes each.
  return layout.minor === 10 ? 2 * last : last;
}

/** Bytes from the first instruction of a frame's code to the one that it is at. */
export function offsetInCode(
  { memory, layout }: PythonObjects,
  frame: number,
  code: number,
): number {
  const at = layout.either('_PyInterpreterFrame.instr_ptr', '_PyInterpreterFrame.prev_instr');
  return memory.word(frame + at) - (code + layout.at('PyCodeObject.co_code_adaptive'));
}

export function codeName(objects: PythonObjects, code: number): string {
  return textField(objects, code + objects.layout.at('PyCodeObject.co_name'));
}

export function codeFile(objects: PythonObjects, code: number): string {
  return textField(objects, code + objects.layout.at('PyCodeObject.co_filename'));
}

function textField(objects: PythonObjects, at: number): string {
  const text = objects.memory.word(at);
  return objects.isObject(text) && objects.isText(text)
    ? showable(objects.text(text, MAX_NAME))
    : '?';
}

interface ThreadName {
  readonly name: string;
  readonly daemon: boolean;
}

/** Names of threads by their identifiers, as `threading` keeps them. */
function threadNames(
  objects: PythonObjects,
  types: PythonTypes,
  interpreter: Interpreter,
): ReadonlyMap<number, ThreadName> {
  const names = new Map<number, ThreadName>();
  const { memory, layout } = objects;
  const module = objects.entry(interpreter.modules, 'threading');
  if (module === 0) return names;
  const dict = memory.word(module + layout.at('PyModuleObject.md_dict'));
  const active = objects.isDict(dict) ? objects.entry(dict, '_active') : 0;
  if (active === 0 || !objects.isDict(active)) return names;
  objects.eachEntry(active, (ident, thread) => {
    const name = attributeOf(objects, types, thread, '_name');
    const daemon = attributeOf(objects, types, thread, '_daemonic');
    if (objects.isText(name)) {
      // Identifiers are addresses: two digits of an integer, or three.
      names.set(Number(objects.integerText(ident)), {
        name: showable(objects.text(name, MAX_NAME)),
        daemon: daemon !== 0 && objects.integer(daemon) !== 0,
      });
    }
    return names.size < MAX_FRAMES;
  });
  return names;
}
