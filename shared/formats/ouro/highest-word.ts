import type { Job } from '../../base/job.ts';
import { give, i32, loop, v128 } from '../../base/wasm/code.ts';
import { instantiateOn, WasmModule } from '../../base/wasm/module.ts';

/** What is looked at between two looks at the job. */
const PIECE_WORDS = 1 << 14;
/** The kernel takes so many bytes in a step. */
const STEP_BYTES = 64;

interface Kernel {
  /** Leaves the highest of each fourth word from `INPUT_AT` to `limit`, plus `bias`, at 0. */
  highest(limit: number, bias: number): number;
}

const INPUT_AT = 64;

function createHighestModule(): WebAssembly.Module {
  const module = new WasmModule('imported');
  module.define('highest', { limit: 'i32', bias: 'i32' }, 'i32', ({ limit, bias }, local) => {
    const at = local('i32');
    const four = local('v128');
    const highest = local('v128');
    const steps = [0, 16, 32, 48].map((offset) =>
      highest.set(v128.maxU32(highest.get, v128.add32(v128.load(at.get, offset), four.get))),
    );
    return [
      four.set(v128.splat32(bias.get)),
      at.set(i32.const(INPUT_AT)),
      loop((again, leave) => [
        leave.when(i32.geU(at.get, limit.get)),
        ...steps,
        at.set(i32.add(at.get, i32.const(STEP_BYTES))),
        again.go,
      ]),
      v128.store(i32.const(0), highest.get),
      give(at.get),
    ];
  });
  return new WebAssembly.Module(module.encode());
}

interface Scan {
  readonly kernel: Kernel;
  readonly result: Uint32Array;
  readonly input: Uint32Array;
}

let scan: Scan | null = null;

function createScan(): Scan {
  const memory = new WebAssembly.Memory({ initial: 2, maximum: 2 });
  return {
    // The module has just been made to export exactly this.
    kernel: instantiateOn(createHighestModule(), memory) as unknown as Kernel,
    result: new Uint32Array(memory.buffer, 0, 4),
    input: new Uint32Array(memory.buffer, INPUT_AT, PIECE_WORDS),
  };
}

/**
 * The highest of `values`, each plus `bias` modulo 2^32; 0 of none. Whether all of tens of millions
 * of numbers are within a limit, in a third of the time of a loop, the copy included.
 */
export function highestWord(values: Uint32Array, bias: number, job: Job): number {
  scan ??= createScan();
  const { kernel, result, input } = scan;
  let highest = 0;
  for (let from = 0; from < values.length; from += PIECE_WORDS) {
    job.checkpoint();
    const piece = values.subarray(from, from + PIECE_WORDS);
    input.set(piece);
    const limit = Math.ceil(piece.byteLength / STEP_BYTES) * STEP_BYTES;
    input.fill(-bias, piece.length, limit / 4);
    kernel.highest(INPUT_AT + limit, bias);
    highest = Math.max(highest, ...result);
  }
  return highest;
}
