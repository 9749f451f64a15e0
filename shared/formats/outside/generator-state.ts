import { WaitState, type WaitStateByte } from '../../heap/waits.ts';
import type { PythonObjects } from './python-objects.ts';

/** What a generator, coroutine or asynchronous generator is doing, since 3.11. */
export interface GeneratorState {
  readonly state: WaitStateByte;
  /** It waits for another one, which is on the top of its stack; false where that is not told. */
  readonly isDelegating: boolean;
  /** Its frame is still there. */
  readonly hasFrame: boolean;
}

/** The numbers of `_framestate` by version: where each begins. */
interface StateNumbers {
  readonly notStarted: number;
  readonly delegating: number;
  readonly running: number;
  readonly cleared: number;
}

const NEVER = 127;

function numbersOf(minor: number): StateNumbers {
  if (minor >= 15) return { notStarted: 0, delegating: 2, running: 4, cleared: 5 };
  if (minor >= 13) return { notStarted: -3, delegating: -1, running: 0, cleared: 4 };
  return { notStarted: -2, delegating: NEVER, running: 0, cleared: 4 };
}

export function generatorState(objects: PythonObjects, generator: number): GeneratorState {
  const { memory, layout } = objects;
  const at = generator + layout.at('PyGenObject.gi_frame_state');
  const number = (memory.byte(at) << 24) >> 24;
  const { notStarted, delegating, running, cleared } = numbersOf(layout.minor);
  const state =
    number === notStarted
      ? WaitState.notStarted
      : number < running
        ? WaitState.suspended
        : number === running
          ? WaitState.running
          : WaitState.ended;
  const isDelegating = state === WaitState.suspended && number >= delegating;
  return { state, isDelegating, hasFrame: number < cleared };
}
