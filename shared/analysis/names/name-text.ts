import { showable } from '../../base/text.ts';
import { namedReferent } from '../../heap/edges.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE, NodeFlag } from '../../heap/heap-graph.ts';
import type { NameForest } from './name-forest.ts';
import type { NameRoot } from './name-roots.ts';
import type { NameStep, StepReader } from './name-steps.ts';
import { codePlace, ModuleOrigin, textOf } from './program-modules.ts';
import type { Run } from './step-run.ts';
import { addToRun, EMPTY_RUN, runText } from './step-run.ts';
import {
  CLOSURE,
  EVENT_LOOP,
  FRAME_OF,
  IN_CALL,
  IN_THREAD,
  LRU_CACHE,
  OF_HOLDER,
  VALUE_STACK,
} from './strings.ts';

/** A variable on the way of a name. */
export interface NameVariable {
  readonly form: 'local' | 'closure';
  readonly name: string;
  /** Qualified as far as the dump says; '' where it does not. */
  readonly function: string;
  readonly file: string;
  /** Where the frame stands, or the function begins; 0 where the dump does not say. */
  readonly line: number;
  /** The frame, generator, coroutine or function. */
  readonly node: NodeIndex;
  /** The function runs, or is suspended; false where only a traceback keeps its frame. */
  readonly isRunning: boolean;
}

/** A name as far as it is written. */
export interface Written {
  readonly depth: number;
  readonly before: string;
  readonly code: string;
  /** Steps after `code` that may turn out to repeat. */
  readonly run: Run;
  readonly after: string;
  /** The frame whose variable the next step is. */
  readonly frame: NameRoot | null;
  readonly variable: NameVariable | null;
  /** The last step was into an internal, by this name. */
  readonly folded: string;
}

const MAX_KEY = 40;
const KEY_END = 10;
const MAX_NAME = 400;
/** Names within names: of a context variable, in a context. */
const MAX_NESTED = 2;
const EVENT_LOOP_TYPE = /(^|[._])(asyncio|uvloop)\b.*Loop$/;

/** Writes steps down, one after the other. */
export class NameText {
  private readonly graph: HeapGraph;
  private readonly modules: NameForest['modules'];
  private readonly steps: StepReader;
  private readonly nameOf: (node: NodeIndex) => string;
  private readonly isEventLoop: Uint8Array;
  private nested = 0;

  constructor(
    graph: HeapGraph,
    modules: NameForest['modules'],
    steps: StepReader,
    nameOf: (node: NodeIndex) => string,
  ) {
    this.graph = graph;
    this.modules = modules;
    this.steps = steps;
    this.nameOf = nameOf;
    this.isEventLoop = Uint8Array.from(graph.typeNames, (name) =>
      EVENT_LOOP_TYPE.test(graph.strings.get(name)) ? 1 : 0,
    );
  }

  /** `root` null: what comes before is not told. */
  begin(root: NameRoot | null): Written {
    const frame = root?.kind === 'frame' ? root : null;
    const code = root === null ? '…' : frame === null ? root.label : '';
    return { ...NOTHING, code, frame };
  }

  extend(before: Written, step: NameStep): Written {
    const now = { ...before, depth: before.depth + 1, folded: '' };
    const anchor = this.anchorOf(step);
    if (anchor !== null) return { ...NOTHING, depth: now.depth, code: anchor };
    if (step.kind === 'folded') return { ...now, folded: foldedName(step) };
    const variable = this.steps.contextVariable(step);
    if (variable !== NO_NODE) {
      return { ...NOTHING, depth: now.depth, code: `${this.nestedName(variable)}.get()` };
    }
    if (step.kind === 'local') return this.local(now, step);
    if (step.kind === 'cell') return this.closure(now, step);
    if (this.steps.isIntoCache(step)) {
      const code = LRU_CACHE + (step.kind === 'other' ? this.stepText(step) : '');
      return { ...NOTHING, depth: now.depth, code, after: OF_HOLDER(this.shown(now)) };
    }
    const text = this.stepText(step);
    const added = addToRun(now.run, text);
    return { ...now, code: now.code + added.settled, run: added.run };
  }

  finish(written: Written, node: NodeIndex): string {
    if (written.frame !== null && written.code === '' && written.run === EMPTY_RUN) {
      return cut(FRAME_OF(written.frame.label + this.threadOf(written.frame)));
    }
    if (written.folded === '' || !this.steps.isFolded(node)) return cut(this.shown(written));
    return cut(this.shown({ ...written, run: addText(written.run, written.folded) }));
  }

  /** What a step adds; '' where it is folded away. */
  stepText({ kind, name }: NameStep): string {
    const safe = showable(name);
    switch (kind) {
      case 'folded':
        return '';
      case 'global':
      case 'attribute':
        return isIdentifier(safe) ? `.${safe}` : safe === '' ? '.?' : `[${short(`'${safe}'`)}]`;
      case 'item':
        return safe === '' ? '[…]' : `[${short(safe)}]`;
      case 'key':
        return `.keys()[${short(safe)}]`;
      case 'element':
        return '{…}';
      case 'internal':
        return `.${safe}`;
      case 'local':
      case 'cell':
        return `.${safe}`;
      case 'other':
        return '[…]';
    }
  }

  private shown({ before, code, run, after, frame }: Written): string {
    const end = frame === null ? after : `${IN_CALL(frame.label)}${this.threadOf(frame)}`;
    return before + code + runText(run) + end;
  }

  private threadOf({ thread }: NameRoot): string {
    return thread === '' || thread === 'MainThread' ? '' : IN_THREAD(thread);
  }

  /** What is known by a name of its own, wherever it is reached: a module, a class, a function. */
  private anchorOf(step: NameStep): string | null {
    const { graph, modules } = this;
    const { target } = step;
    const flags = graph.flags[target];
    if ((flags & NodeFlag.isModule) !== 0)
      return showable(modules.ofNode.get(target)?.name ?? '') || null;
    if ((flags & NodeFlag.isModuleNamespace) !== 0) {
      if (step.kind === 'folded') return null;
      return showable(modules.ofNamespace.get(target)?.name ?? '') || null;
    }
    if (this.isEventLoop[graph.type[target]] === 1) return EVENT_LOOP;
    if (step.kind !== 'global' && step.kind !== 'attribute') return null;
    const isClass = (flags & NodeFlag.isType) !== 0;
    if (!isClass && !modules.isFunction(target)) return null;
    const qualified = textOf(graph, target);
    if (qualified !== step.name && !qualified.endsWith(`.${step.name}`)) return null;
    if (
      (graph.flags[step.owner] &
        (NodeFlag.isModule | NodeFlag.isType | NodeFlag.isModuleNamespace)) ===
      0
    ) {
      return null;
    }
    // A decorator's function has the name of the one it wraps, and is not found where it was written.
    const written = isClass ? '' : (this.placeOf(target)?.name ?? '');
    if (written !== '' && lastOf(written) !== step.name) return null;
    const definer = modules.definerOf(target);
    if (definer === null) return null;
    const isWhole = qualified.startsWith(`${definer.name}.`);
    return showable(isWhole ? qualified : `${definer.name}.${qualified}`);
  }

  private local(now: Written, step: NameStep): Written {
    const name = step.name === '' ? VALUE_STACK : showable(step.name);
    const variable = this.variableOf(step, name);
    if (now.frame !== null && now.code === '' && now.run === EMPTY_RUN) {
      return { ...now, code: name, variable };
    }
    const holder = this.shown(now);
    const isKnown = variable.isRunning && now.variable !== null;
    const call = IN_CALL(`${variable.function === '' ? '?' : showable(variable.function)}()`);
    const after = isKnown ? call : `${call}${OF_HOLDER(holder)}`;
    return { ...NOTHING, depth: now.depth, code: name, after, variable };
  }

  private closure(now: Written, step: NameStep): Written {
    const name = step.name === '' ? '?' : showable(step.name);
    const place = this.placeOf(step.owner);
    const variable: NameVariable = {
      form: 'closure',
      name: step.name,
      function: place?.name ?? textOf(this.graph, step.owner),
      file: place?.file ?? '',
      line: place?.line ?? 0,
      node: step.owner,
      isRunning: false,
    };
    const after = OF_HOLDER(this.shown(now));
    return { ...NOTHING, depth: now.depth, before: CLOSURE, code: name, after, variable };
  }

  private variableOf(step: NameStep, name: string): NameVariable {
    const { owner } = step;
    const place = this.placeOf(owner) ?? this.placeOf(step.source);
    const isFrame = (this.graph.flags[owner] & NodeFlag.isFrame) !== 0;
    const isOwn = place !== null && this.modules.originOfFile(place.file) === ModuleOrigin.program;
    return {
      form: 'local',
      name,
      function: place?.name ?? '',
      file: place?.file ?? '',
      line: place?.line ?? 0,
      node: owner,
      isRunning: isOwn && (!isFrame || this.steps.isRoot(owner)),
    };
  }

  private placeOf(node: NodeIndex): ReturnType<typeof codePlace> {
    const own = codePlace(this.graph, node);
    if (own !== null) return own;
    for (const label of CODE_LABELS) {
      const code = namedReferent(this.graph, node, label);
      if (code !== NO_NODE) return codePlace(this.graph, code);
    }
    return null;
  }

  private nestedName(node: NodeIndex): string {
    if (this.nested >= MAX_NESTED) return '…';
    this.nested++;
    try {
      return this.nameOf(node);
    } finally {
      this.nested--;
    }
  }
}

const CODE_LABELS = ['f_code', 'gi_code', 'cr_code', 'ag_code', '__code__'];

const NOTHING: Written = {
  depth: 0,
  before: '',
  code: '',
  run: EMPTY_RUN,
  after: '',
  frame: null,
  variable: null,
  folded: '',
};

function foldedName({ name }: NameStep): string {
  return isIdentifier(name) ? `.${name}` : '.__dict__';
}

function addText(run: Run, text: string): Run {
  const { settled, run: next } = addToRun(run, text);
  return { ...next, before: settled + next.before };
}

/** The last part of a qualified name. */
function lastOf(qualified: string): string {
  return qualified.slice(qualified.lastIndexOf('.') + 1);
}

function isIdentifier(name: string): boolean {
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name);
}

/** Cut in the middle: the beginning of a key says what it is, the end which. */
function short(label: string): string {
  if (label.length <= MAX_KEY) return label;
  return `${label.slice(0, MAX_KEY - KEY_END - 2)}…${label.slice(-KEY_END)}`;
}

function cut(name: string): string {
  if (name.length <= MAX_NAME) return name;
  return `${name.slice(0, MAX_NAME / 2)}…${name.slice(1 - MAX_NAME / 2)}`;
}
