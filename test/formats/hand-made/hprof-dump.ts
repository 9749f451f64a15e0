import { BigEndian } from '../big-endian.ts';

interface Options {
  readonly idSize?: 4 | 8;
  /** Instances before their classes. */
  readonly classesLast?: boolean;
  /** Length that the segment says it has; left out: the true one. */
  readonly segmentLength?: number;
}

/** One Box with a text and a weak reference, an array, a string, a thread that runs `main`. */
export function hprofDump({
  idSize = 8,
  classesLast = false,
  segmentLength,
}: Options = {}): Buffer {
  const out = new BigEndian().text('JAVA PROFILE 1.0.2').u8(0).u32(idSize).u64(1_700_000_000_000);
  const id = (to: BigEndian, value: number) => (idSize === 8 ? to.u64(value) : to.u32(value));
  const record = (tag: number, body: Uint8Array) => out.u8(tag).u32(0).u32(body.length).add(body);
  const NAMES = [
    'java/lang/Object',
    'java/lang/String',
    'app/Box',
    'java/lang/ref/WeakReference',
    '[Lapp/Box;',
    'value',
    'coder',
    'text',
    'referent',
    'main',
    'Box.java',
    'ALL',
  ];
  NAMES.forEach((name, index) => {
    record(0x01, id(new BigEndian(), index + 1).text(name).bytes);
  });
  const CLASSES = [0x10, 0x20, 0x30, 0x40, 0x50];
  CLASSES.forEach((address, index) => {
    const body = id(new BigEndian().u32(index + 1), address).u32(0);
    record(0x02, id(body, index + 1).bytes);
  });
  const frame = id(id(id(id(new BigEndian(), 0x900), 10), 0), 11)
    .u32(3)
    .u32(41);
  record(0x04, frame.bytes);
  record(0x05, id(new BigEndian().u32(1).u32(7).u32(1), 0x900).bytes);
  const heap = new BigEndian();
  const aClass = (
    address: number,
    above: number,
    fields: readonly (readonly [number, number])[],
    statics: readonly number[] = [],
  ) => {
    id(heap.u8(0x20), address).u32(0);
    for (const value of [above, 0, 0, 0, 0, 0]) id(heap, value);
    heap.u32(16).u16(0).u16(statics.length);
    for (const value of statics) id(id(heap, 12).u8(2), value);
    heap.u16(fields.length);
    for (const [name, type] of fields) id(heap, name).u8(type);
  };
  const classes = () => {
    aClass(0x10, 0, []);
    aClass(0x20, 0x10, [
      [6, 2],
      [7, 8],
    ]);
    aClass(0x30, 0x40, [[8, 2]], [0x100]);
    aClass(0x40, 0x10, [[9, 2]]);
  };
  if (!classesLast) classes();
  id(heap.u8(0x21), 0x100).u32(0);
  id(heap, 0x30).u32(2 * idSize);
  id(id(heap, 0x200), 0x100);
  id(heap.u8(0x21), 0x200).u32(0);
  id(heap, 0x20).u32(idSize + 1);
  id(heap, 0x300).u8(1);
  id(heap.u8(0x23), 0x300).u32(0).u32(4).u8(8).add(Buffer.from('hé', 'utf16le'));
  id(heap.u8(0x22), 0x400).u32(0).u32(3);
  for (const value of [0x50, 0x100, 0, 0x9999]) id(heap, value);
  if (classesLast) classes();
  id(heap.u8(0x08), 0x100).u32(7).u32(1);
  id(heap.u8(0x03), 0x400).u32(7).u32(0);
  id(heap.u8(0xff), 0x30);
  out
    .u8(0x1c)
    .u32(0)
    .u32(segmentLength ?? heap.bytes.length)
    .add(heap.bytes);
  if (segmentLength === undefined) record(0x2c, new Uint8Array(0));
  return out.bytes;
}
