import { give, i32, loop, v128, when } from '../../base/wasm/code.ts';
import { WasmModule } from '../../base/wasm/module.ts';
import { ESCAPES_AT, STATE } from './kernel-memory.ts';

/**
 * The module that takes texts out of an array of JSON strings, and passes over what nobody wants:
 * sixteen bytes at once are looked through for what ends them.
 */
export function createStringModule(): WebAssembly.Module {
  const module = new WasmModule('imported');
  /**
   * Texts from `at` on, one behind the other, where `STATE.text` says, and for each where it ends,
   * plus `base`, where `STATE.offset` says. Gives the position of what it cannot go on with: the
   * closing bracket outside of a text, an escape that is not one letter, or `limit`. Up to fifteen
   * bytes behind `limit` are looked at, and as many behind the text are written.
   */
  module.define('scan', { at: 'i32', limit: 'i32', base: 'i32' }, 'i32', (parameters, local) => {
    const { at, limit, base } = parameters;
    const sixteen = local('v128');
    const text = local('i32');
    const offset = local('i32');
    const found = local('i32');
    const byte = local('i32');
    const isInside = local('i32');
    const step = (bytes: number) => [
      at.set(i32.add(at.get, i32.const(bytes))),
      text.set(i32.add(text.get, i32.const(bytes))),
    ];
    return [
      text.set(i32.load(i32.const(STATE.text))),
      offset.set(i32.load(i32.const(STATE.offset))),
      isInside.set(i32.load(i32.const(STATE.isInside))),
      loop((again, leave) => [
        leave.when(i32.geU(at.get, limit.get)),
        when(i32.eqz(isInside.get), [
          byte.set(i32.load8(at.get)),
          leave.when(i32.eq(byte.get, i32.const(CLOSE_BRACKET))),
          at.set(i32.add(at.get, i32.const(1))),
          isInside.set(i32.eq(byte.get, i32.const(QUOTE))),
          again.go,
        ]),
        sixteen.set(v128.load(at.get)),
        v128.store(text.get, sixteen.get),
        found.set(
          v128.bitmask8(
            v128.or(
              v128.eq8(sixteen.get, v128.each(QUOTE)),
              v128.eq8(sixteen.get, v128.each(BACKSLASH)),
            ),
          ),
        ),
        when(i32.eqz(found.get), [...step(16), again.go]),
        found.set(i32.ctz(found.get)),
        at.set(i32.add(at.get, found.get)),
        text.set(i32.add(text.get, found.get)),
        leave.when(i32.geU(at.get, limit.get)),
        when(i32.eq(i32.load8(at.get), i32.const(QUOTE)), [
          isInside.set(i32.const(0)),
          i32.store(offset.get, i32.add(base.get, text.get)),
          offset.set(i32.add(offset.get, i32.const(4))),
          at.set(i32.add(at.get, i32.const(1))),
          again.go,
        ]),
        byte.set(i32.load8(i32.load8(at.get, 1), ESCAPES_AT)),
        leave.when(i32.geU(i32.add(at.get, i32.const(1)), limit.get)),
        leave.when(i32.eqz(byte.get)),
        i32.store8(text.get, byte.get),
        at.set(i32.add(at.get, i32.const(2))),
        text.set(i32.add(text.get, i32.const(1))),
        again.go,
      ]),
      // What was read beyond the limit is not there.
      when(i32.gtU(at.get, limit.get), [
        text.set(i32.sub(text.get, i32.sub(at.get, limit.get))),
        at.set(limit.get),
      ]),
      i32.store(i32.const(STATE.text), text.get),
      i32.store(i32.const(STATE.offset), offset.get),
      i32.store(i32.const(STATE.isInside), isInside.get),
      give(at.get),
    ];
  });

  /**
   * The first of `at` … `limit` − 1 that is a quote, a backslash, a bracket or a brace; rarely one
   * that is none of them. `limit` or up to fifteen more where there is none.
   */
  module.define('findMark', { at: 'i32', limit: 'i32' }, 'i32', ({ at, limit }, local) => {
    const sixteen = local('v128');
    const found = local('i32');
    // With bit 5 set, [ \ ] and { | } are 0x7b to 0x7d.
    const folded = v128.sub8(v128.or(sixteen.get, v128.each(0x20)), v128.each(0x7b));
    return [
      loop((again, leave) => [
        leave.when(i32.geU(at.get, limit.get)),
        sixteen.set(v128.load(at.get)),
        found.set(
          v128.bitmask8(
            v128.or(v128.eq8(sixteen.get, v128.each(QUOTE)), v128.ltU8(folded, v128.each(3))),
          ),
        ),
        when(found.get, [give(i32.add(at.get, i32.ctz(found.get)))]),
        at.set(i32.add(at.get, i32.const(16))),
        again.go,
      ]),
      give(at.get),
    ];
  });
  return new WebAssembly.Module(module.encode());
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
