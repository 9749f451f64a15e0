/**
 * Makes `shared/formats/outside/cpython-opcodes.ts` from what interpreters say of their instructions.
 *
 *     node tools/cpython-opcodes.mjs PYTHON…
 *
 * One CPython of each minor version that is read, oldest first; each is run once, and its own
 * `opcode` module asked.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

/** Prints, by name: number, caches, specialised numbers, jumps, and the effects of 1024 arguments. */
const ASK = `
import json, opcode, sys
version = sys.version_info[:2]
names = {n: name for name, n in opcode.opmap.items() if n < 256}
caches = getattr(opcode, "_inline_cache_entries", None) or {}
if type(caches) is list:
    caches = {names[n]: count for n, count in enumerate(caches) if n in names}
families = getattr(opcode, "_specializations", None) or {}
numbers = getattr(opcode, "_specialized_opmap", None) or {}
if families and not numbers:  # 3.11 and 3.12 give them the numbers that are free, in order
    free = [n for n in range(1, 256) if n not in names]
    numbers = dict(zip(opcode._specialized_instructions, free))
special = {}
for name, family in families.items():
    for each in family:
        if each in numbers:
            special.setdefault(name, set()).add(numbers[each])
for each, n in numbers.items():
    if "__" in each:  # two in one: the second stands behind it as ever
        special.setdefault(each.split("__")[0], set()).add(n)
for name, n in opcode.opmap.items():  # what a tracer watches is the same instruction
    if name.startswith("INSTRUMENTED_") and name[13:] in opcode.opmap and n < 256:
        special.setdefault(name[13:], set()).add(n)
found = {}
for n, name in names.items():
    if name.startswith("INSTRUMENTED_"):
        continue
    has = getattr(opcode, "hasarg", None)
    takes = n in has if has is not None else n >= opcode.HAVE_ARGUMENT
    effects = [opcode.stack_effect(n, a if takes else None, jump=False) for a in range(1024)]
    if name == "CALL" and version == (3, 11):  # which counts what PRECALL takes, too
        effects = [-1 - a for a in range(1024)]
    jump = "j" if n in opcode.hasjrel else "a" if n in opcode.hasjabs else ""
    found[name] = [n, caches.get(name, 0), sorted(special.get(name, ())), jump, effects]
operators = [symbol for _, symbol in getattr(opcode, "_nb_ops", ())]
print(json.dumps([version[1], operators, found]))
`;

/** How an effect depends on the argument, beside a constant. */
const FORMS = {
  '': () => 0,
  plus: (n) => n,
  minus: (n) => -n,
  twice: (n) => -2 * n,
  odd: (n) => n & 1,
  even: (n) => -(n & 1),
  bits: (n) => -[1, 2, 4, 8].filter((bit) => (n & bit) !== 0).length,
  around: (n) => (n & 255) + (n >> 8),
  three: (n) => (n === 3 ? -1 : 0),
  format: (n) => ((n & 4) === 4 ? -1 : 0),
};

function effectOf(name, effects) {
  for (const [form, of] of Object.entries(FORMS)) {
    const constant = effects[0] - of(0);
    if (effects.every((effect, n) => effect === constant + of(n))) return `${constant}${form}`;
  }
  throw new Error(`${name}: effects of no known form: ${effects.slice(0, 16)}`);
}

const pythons = process.argv.slice(2);
if (pythons.length === 0) {
  console.error('usage: node tools/cpython-opcodes.mjs PYTHON…');
  process.exit(2);
}
const versions = pythons.map((python) =>
  JSON.parse(execFileSync(python, ['-c', ASK], { encoding: 'utf8', maxBuffer: 1e8 })),
);
const names = [...new Set(versions.flatMap(([, , found]) => Object.keys(found)))].sort();
const rows = names.map((name) => {
  const columns = versions.map(([, , found]) => {
    const known = found[name];
    if (known === undefined) return '';
    const [number, caches, special, jump, effects] = known;
    return [number, caches, effectOf(name, effects), jump, special.join(' ')].join(',');
  });
  return `  ${name}: '${columns.join(';')}',`;
});
const operators = versions.map(([, symbols]) => symbols).find((symbols) => symbols.length > 0);
const subscripts = versions.map(([, symbols]) => symbols.indexOf('[]'));
const inPlace = operators.map((symbol, index) => (symbol.endsWith('=') ? index : -1));
const text = `/**
 * Instructions of CPython: of each name, by minor version, "number,caches,effect,jump,numbers":
 * how much deeper the stack is afterwards, whether it is a relative (j) or an absolute (a) jump, and
 * under which other numbers it stands once it has run. Made by \`tools/cpython-opcodes.mjs\` from the
 * \`opcode\` modules of these versions.
 */
export const OPCODE_MINORS: readonly number[] = [${versions.map(([minor]) => minor).join(', ')}];

/** Arguments of BINARY_OP that subscript, by version (-1: an instruction of its own), and in place. */
export const SUBSCRIPT_OPERATOR: readonly number[] = [${subscripts.join(', ')}];
export const IN_PLACE_OPERATORS = [${inPlace.filter((index) => index >= 0).join(', ')}] as const;

export const OPCODES: Readonly<Record<string, string>> = {
${rows.join('\n')}
};
`;
writeFileSync('shared/formats/outside/cpython-opcodes.ts', text);
