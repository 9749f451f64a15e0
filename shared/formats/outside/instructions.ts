import {
  IN_PLACE_OPERATORS,
  OPCODE_MINORS,
  OPCODES,
  SUBSCRIPT_OPERATOR,
} from './cpython-opcodes.ts';

/** What an instruction does to a stack of names. */
export type StackStep =
  | 'nothing'
  | 'push'
  | 'pop'
  | 'fast'
  | 'twoFast'
  | 'storeLoadFast'
  | 'attribute'
  | 'method'
  | 'setAttribute'
  | 'deleteAttribute'
  | 'global'
  | 'name'
  | 'setGlobal'
  | 'setName'
  | 'deleteGlobal'
  | 'closure'
  | 'setClosure'
  | 'call'
  | 'item'
  | 'slice'
  | 'setItem'
  | 'setSlice'
  | 'deleteItem'
  | 'binary'
  | 'inPlace'
  | 'copy'
  | 'swap'
  | 'rotate'
  | 'double'
  | 'test'
  | 'keepTest'
  | 'jump'
  | 'end'
  | 'extend'
  /** Its effect on the depth is all that is known. */
  | 'other'
  /** As `other`, and it may go on elsewhere. */
  | 'branch'
  /** No instruction that is known: how long it is, is not either. */
  | 'stop';

const NAMES: Readonly<Partial<Record<StackStep, string>>> = {
  nothing:
    'NOP RESUME CACHE COPY_FREE_VARS MAKE_CELL PRECALL KW_NAMES NOT_TAKEN GEN_START SETUP_ANNOTATIONS RETURN_GENERATOR',
  push: 'LOAD_CONST LOAD_CONST_IMMORTAL LOAD_CONST_MORTAL LOAD_SMALL_INT LOAD_BUILD_CLASS PUSH_NULL LOAD_CLOSURE LOAD_ASSERTION_ERROR LOAD_COMMON_CONSTANT',
  pop: 'POP_TOP STORE_FAST',
  fast: 'LOAD_FAST LOAD_FAST_CHECK LOAD_FAST_AND_CLEAR LOAD_FAST_BORROW',
  twoFast: 'LOAD_FAST_LOAD_FAST LOAD_FAST_BORROW_LOAD_FAST_BORROW',
  storeLoadFast: 'STORE_FAST_LOAD_FAST',
  attribute: 'LOAD_ATTR',
  method: 'LOAD_METHOD',
  setAttribute: 'STORE_ATTR',
  deleteAttribute: 'DELETE_ATTR',
  global: 'LOAD_GLOBAL',
  name: 'LOAD_NAME',
  setGlobal: 'STORE_GLOBAL',
  setName: 'STORE_NAME',
  deleteGlobal: 'DELETE_GLOBAL',
  closure: 'LOAD_DEREF',
  setClosure: 'STORE_DEREF',
  call: 'CALL CALL_KW CALL_FUNCTION CALL_FUNCTION_KW CALL_FUNCTION_EX CALL_METHOD',
  item: 'BINARY_SUBSCR',
  slice: 'BINARY_SLICE',
  setItem: 'STORE_SUBSCR',
  setSlice: 'STORE_SLICE',
  deleteItem: 'DELETE_SUBSCR',
  binary: 'BINARY_OP',
  inPlace:
    'INPLACE_ADD INPLACE_SUBTRACT INPLACE_MULTIPLY INPLACE_OR INPLACE_AND INPLACE_XOR INPLACE_TRUE_DIVIDE INPLACE_FLOOR_DIVIDE INPLACE_MODULO INPLACE_POWER INPLACE_LSHIFT INPLACE_RSHIFT INPLACE_MATRIX_MULTIPLY',
  copy: 'COPY DUP_TOP',
  swap: 'SWAP ROT_TWO',
  rotate: 'ROT_THREE ROT_FOUR ROT_N',
  double: 'DUP_TOP_TWO',
  test: 'POP_JUMP_IF_FALSE POP_JUMP_IF_TRUE POP_JUMP_IF_NONE POP_JUMP_IF_NOT_NONE POP_JUMP_FORWARD_IF_FALSE POP_JUMP_FORWARD_IF_TRUE POP_JUMP_FORWARD_IF_NONE POP_JUMP_FORWARD_IF_NOT_NONE POP_JUMP_BACKWARD_IF_FALSE POP_JUMP_BACKWARD_IF_TRUE POP_JUMP_BACKWARD_IF_NONE POP_JUMP_BACKWARD_IF_NOT_NONE',
  keepTest: 'JUMP_IF_FALSE_OR_POP JUMP_IF_TRUE_OR_POP',
  jump: 'JUMP_FORWARD JUMP_ABSOLUTE JUMP_BACKWARD JUMP_BACKWARD_NO_INTERRUPT JUMP_BACKWARD_JIT JUMP_BACKWARD_NO_JIT',
  end: 'RETURN_VALUE RETURN_CONST RAISE_VARARGS RERAISE',
  extend: 'EXTENDED_ARG',
  // Stands over another instruction of any length, where code was compiled further.
  stop: 'ENTER_EXECUTOR',
};

const STEP_BY_NAME: ReadonlyMap<string, StackStep> = new Map(
  Object.entries(NAMES).flatMap(([step, names]) =>
    names.split(' ').map((name) => [name, step as StackStep] as const),
  ),
);

/** How many entries deep the ones that exchange places stand, where no argument says so. */
const DEPTH: ReadonlyMap<string, number> = new Map([
  ['ROT_TWO', 2],
  ['ROT_THREE', 3],
  ['ROT_FOUR', 4],
]);

const EFFECT_FORMS: Readonly<Record<string, (argument: number) => number>> = {
  '': () => 0,
  plus: (argument) => argument,
  minus: (argument) => -argument,
  twice: (argument) => -2 * argument,
  odd: (argument) => argument & 1,
  even: (argument) => -(argument & 1),
  bits: (argument) => -((argument & 1) + bit(argument, 2) + bit(argument, 4) + bit(argument, 8)),
  around: (argument) => (argument & 255) + (argument >> 8),
  three: (argument) => (argument === 3 ? -1 : 0),
  format: (argument) => -bit(argument, 4),
};

function bit(argument: number, mask: number): number {
  return (argument & mask) === 0 ? 0 : 1;
}

/** One number that may stand in a code object, of the interpreter at hand. */
export interface Instruction {
  readonly step: StackStep;
  /** Bytes behind it that are no instructions. */
  readonly caches: number;
  readonly jumpsBackward: boolean;
  /** Its argument is where to, and not how far. */
  readonly jumpsToPlace: boolean;
  /** Entries that `rotate` and `swap` reach; 0 where the argument says. */
  readonly depth: number;
  /** How much deeper the stack is afterwards. */
  effect(argument: number): number;
}

const UNKNOWN: Instruction = {
  step: 'stop',
  caches: 0,
  jumpsBackward: false,
  jumpsToPlace: false,
  depth: 0,
  effect: () => 0,
};

/** What the bytes of instructions mean in one version of CPython 3. */
export class Instructions {
  readonly minor: number;
  /** What a jump counts: bytes, or instructions of two. */
  readonly jumpUnit: number;
  private readonly byNumber: readonly Instruction[];
  private readonly subscript: number;

  constructor(minor: number) {
    const column = OPCODE_MINORS.indexOf(minor);
    this.minor = minor;
    this.jumpUnit = minor < 10 ? 1 : 2;
    this.subscript = SUBSCRIPT_OPERATOR[column] ?? -1;
    const byNumber: Instruction[] = new Array(256).fill(UNKNOWN);
    for (const [name, columns] of Object.entries(OPCODES)) {
      const told = columns.split(';')[column] ?? '';
      if (told === '') continue;
      const [number, caches, effect, jump, others] = told.split(',');
      const instruction: Instruction = {
        step: STEP_BY_NAME.get(name) ?? (jump === '' ? 'other' : 'branch'),
        caches: 2 * Number(caches),
        jumpsBackward: name.includes('BACKWARD'),
        jumpsToPlace: jump === 'a',
        depth: DEPTH.get(name) ?? 0,
        effect: effectOf(effect),
      };
      const numbers = others === '' ? [number] : [number, ...others.split(' ')];
      for (const each of numbers) byNumber[Number(each)] = instruction;
    }
    this.byNumber = byNumber;
  }

  at(byte: number): Instruction {
    return this.byNumber[byte];
  }

  /** Whether an operator of two operands is `x[k]`. */
  isSubscript(operator: number): boolean {
    return operator === this.subscript;
  }

  /** Whether an operator of two operands is one such as `+=`. */
  isInPlace(operator: number): boolean {
    return IN_PLACE.has(operator);
  }
}

const IN_PLACE: ReadonlySet<number> = new Set(IN_PLACE_OPERATORS);

function effectOf(text: string): (argument: number) => number {
  const form = text.replace(/^-?\d+/, '');
  const constant = Number.parseInt(text, 10);
  const depends = EFFECT_FORMS[form];
  return (argument) => constant + depends(argument);
}
