import { describe, expect, it } from 'vitest';
import { OPCODE_MINORS, OPCODES } from '../../../shared/formats/outside/cpython-opcodes.ts';
import { Instructions } from '../../../shared/formats/outside/instructions.ts';
import { nameUses } from '../../../shared/formats/outside/name-uses.ts';
import { ProgramStatements } from '../../../shared/formats/outside/program-statements.ts';
import type { VisitContext } from '../../../shared/formats/outside/visit-context.ts';

const MINOR = 10;

/** The number of an instruction. */
function numberOf(name: string): number {
  const told = OPCODES[name as keyof typeof OPCODES].split(';')[OPCODE_MINORS.indexOf(MINOR)];
  return Number(told?.split(',')[0]);
}

const [PUSH, EXTEND, TEST, NOTHING] = [
  'LOAD_CONST',
  'EXTENDED_ARG',
  'POP_JUMP_IF_FALSE',
  'NOP',
].map(numberOf);

/** As many jumps, from a deep stack, each to an instruction of its own behind all of them. */
function jumps(count: number): Uint8Array {
  const depth = 1000;
  const first = depth + 4 * count;
  const code: number[] = [];
  for (let entry = 0; entry < depth; entry++) code.push(PUSH, 0);
  for (let target = first; target < first + count; target++) {
    code.push(PUSH, 0, EXTEND, target >> 16, EXTEND, (target >> 8) & 255, TEST, target & 255);
  }
  for (let target = 0; target < count; target++) code.push(NOTHING, 0);
  return Uint8Array.from(code);
}

describe('the instructions of a damaged heap', () => {
  it('that jump and jump take little memory', () => {
    const bytes = jumps(60_000);
    const lines = [{ end: bytes.length, line: 1 }];
    const name = () => 1;
    const code = { bytes, lines, isModule: false, name, variable: name, closureVariable: name };
    const before = process.memoryUsage().heapUsed;
    expect(nameUses(code, new Instructions(MINOR))).toEqual([]);
    // 500 MB where each jump remembers all of the stack.
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(200e6);
  });

  it('are not read on and on where thousands of functions share one huge tuple', () => {
    const codes = Array.from({ length: 1000 }, (_, index) => 0x10_0000 + 0x1000 * index);
    let words = 0;
    const places = ['co_filename', 'co_consts', 'co_names', 'co_name', 'co_code', 'co_varnames'];
    const layout = {
      minor: MINOR,
      hot: { tupleItems: 24 },
      at: (field: string) => 8 * (1 + places.indexOf(field.split('.')[1] ?? '')),
      either: () => 8,
    };
    const objects = {
      layout,
      isObject: () => true,
      isText: () => true,
      text: () => '/app/main.py',
      sizeOf: () => 1 << 20,
    };
    const memory = {
      word() {
        words++;
        if (words > 5e7) throw new Error('It reads on and on.');
        return 0x9000_0000;
      },
      low: () => 1,
      signed32: () => 1,
      byte: () => 0,
      copy: () => undefined,
    };
    const context = {
      layout,
      objects: { ...objects, memory },
      memory,
      types: { eachModule: () => undefined },
      labels: { textLabel: () => 0, name: () => 0 },
      variables: new Map(),
    };
    const statements = new ProgramStatements(context as unknown as VisitContext);
    for (const code of codes) statements.meet(code);
    const tables = new Map(
      statements.tables(() => 0, { report: () => undefined, checkpoint: () => undefined }),
    );
    expect(tables.get('code')?.rowCount).toBe(codes.length);
  });
});
