import { BigEndian } from '../big-endian.ts';

const T = { type: 1, dict: 2, str: 3, list: 4, int: 5, frame: 60, module: 70 };

/** A module `sys` with a dict of modules, an object with a `__dict__`, a list, texts. */
export function pyheapDump(
  options: { readonly count?: number; readonly texts?: boolean } = {},
): Buffer {
  const { count = 9, texts = true } = options;
  const out = new BigEndian();
  const long = (text: string) => out.u16(Buffer.byteLength(text)).text(text);
  out.u64(123000321).u32(1);
  long('2026-11-20T22:58:55+00:00').u64(texts ? 1 : 0);
  out.u32(5);
  for (const name of ['type', 'dict', 'str', 'list', 'int'] as const) long(name).u64(T[name]);
  out.u32(1);
  long('MainThread').u8(1).u8(0).u32(1);
  long('app.py').u32(7);
  long('main').u32(1);
  long('box').u64(0x7f0000000100);
  out.u32(1).u16(6).text('common');
  out.u32(1).u64(T.str).u32(0);
  out.u32(count);
  const object = (address: number, type: number, size: number) =>
    out.u64(address).u64(type).u32(size);
  const attribute = (name: string, value: number) =>
    out.u16(Buffer.byteLength(name)).text(name).u64(value);
  const repr = (text: string) => (texts ? long(text) : out);
  // The module, its namespace, sys.modules.
  object(0x1000, T.module, 72).u32(1).u64(0x1010).u32(2);
  attribute('modules', 0x1020);
  attribute('getrefcount', 0x1030);
  repr('<module sys>');
  object(0x1010, T.dict, 64).u32(2).u64(0x2000).u64(0x1020).u64(0x2010).u64(0x1030);
  out.u32(0).u32(0);
  object(0x1020, T.dict, 64).u32(1).u64(0x2020).u64(0x1000).u32(0).u32(0);
  object(0x1030, T.int, 28).u32(0).u32(0);
  repr('5');
  object(0x2000, T.str, 50).u32(0);
  repr('modules');
  object(0x2010, T.str, 50).u32(0);
  repr('getrefcount');
  object(0x2020, T.str, 50).u32(0);
  repr('sys');
  // An instance whose values stand without a dict, and one that is nowhere.
  object(0x7f0000000100, T.frame, 48).u32(3).u64(0x3000).u64(0x9999).u64(T.frame).u32(1);
  attribute('items', 0x3000);
  repr('<box>');
  object(0x3000, T.list, 72).u32(2).u64(0x7f0000000100).u64(0x3000).u32(0).u32(0);
  out.u32(7);
  for (const [name, address] of Object.entries({ ...T, frame: T.frame })) {
    out.u64(address);
    long(name === 'frame' ? 'Box' : name);
  }
  return out.u64(123000321).bytes;
}
