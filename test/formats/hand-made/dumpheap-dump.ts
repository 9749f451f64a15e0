import { BigEndian } from '../big-endian.ts';

type Value = string | number | bigint | boolean | Uint8Array | readonly number[];

/** A map of msgpack, with the widths that its writer takes for them. */
function record(members: Readonly<Record<string, Value>>): Uint8Array {
  const out = new BigEndian().u8(0x80 | Object.keys(members).length);
  const text = (value: string) => out.u8(0xa0 | value.length).text(value);
  const number = (value: number | bigint) =>
    value < 128
      ? out.u8(Number(value))
      : value < 65536
        ? out.u8(0xcd).u16(Number(value))
        : out.u8(0xcf).u64(value);
  for (const [key, value] of Object.entries(members)) {
    text(key);
    if (typeof value === 'string') text(value);
    else if (typeof value === 'boolean') out.u8(value ? 0xc3 : 0xc2);
    else if (value instanceof Uint8Array) out.u8(0xc4).u8(value.length).add(value);
    else if (typeof value === 'object') {
      out.u8(0x90 | value.length);
      for (const item of value) number(item);
    } else number(value);
  }
  return out.bytes;
}

export function dumpheapDump(): Uint8Array {
  const object = (addr: number, objtype_addr: number, size: number, thread_root = false) =>
    record({ t: 'object', root: true, thread_root, objtype_addr, addr, size });
  return Buffer.concat([
    record({ t: 'type', objtype_addr: 1, typename: 'builtins.list' }),
    record({ t: 'type', objtype_addr: 2, typename: 'm.Session' }),
    object(0x1_0000_0000, 1, 88, true),
    record({
      t: 'object',
      root: false,
      objtype_addr: 2,
      addr: 500,
      size: 56,
      payload: Buffer.from('text'),
      extra: [1, 2],
    }),
    record({ t: 'object', root: false, objtype_addr: 2, addr: 2, size: 1700 }),
    record({ t: 'referents', addr: 0x1_0000_0000, child_addrs: [500, 0x1_0000_0000] }),
    record({ t: 'referents', addr: 500, child_addrs: [2, 77] }),
    record({ t: 'done' }),
  ]);
}
