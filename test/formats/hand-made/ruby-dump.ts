const LINES = [
  { type: 'ROOT', root: 'machine_context', references: ['0x100', '0x500'] },
  {
    address: '0x100',
    type: 'ARRAY',
    class: '0x10',
    length: 2,
    references: ['0x200', '0x100'],
    memsize: 40,
  },
  {
    address: '0x200',
    type: 'OBJECT',
    class: '0x21',
    ivars: 1,
    references: ['0x7fffffffffffffff', '0x300'],
    memsize: 48,
    file: 'app.rb',
    line: 7,
  },
  {
    address: '0x300',
    type: 'STRING',
    class: '0x12',
    bytesize: 5,
    value: 'caf\\u00e9"\\\\',
    memsize: 40,
  },
  { address: '0x10', type: 'CLASS', class: '0x11', name: 'Array', references: [], memsize: 500 },
  { address: '0x12', type: 'CLASS', class: '0x11', name: 'String', references: [], memsize: 500 },
  { address: '0x11', type: 'CLASS', class: '0x11', name: 'Class', references: [], memsize: 500 },
  {
    address: '0x20',
    type: 'CLASS',
    class: '0x11',
    superclass: '0x11',
    name: 'Frame',
    references: [],
    memsize: 500,
  },
  {
    address: '0x21',
    type: 'CLASS',
    class: '0x11',
    superclass: '0x20',
    real_class_name: 'Frame',
    singleton: true,
    memsize: 500,
  },
  {
    address: '0x40',
    type: 'IMEMO',
    class: '0xdead',
    imemo_type: 'env',
    references: ['0x300'],
    memsize: 40,
  },
  { id: 3, type: 'SHAPE', edges: 2 },
  {
    address: '0x50',
    type: 'FLOAT',
    class: '0x60',
    value: 'NaN',
    memsize: 40,
    flags: { wb_protected: true },
  },
  { address: '0x60', type: 'CLASS', class: '0x11', memsize: 480 },
];

export function rubyDump(lines: readonly unknown[] = LINES): Uint8Array {
  const text = lines.map((line) => JSON.stringify(line)).join('\n');
  return new TextEncoder().encode(
    `${text.replaceAll('\\\\u00e9', '\\u00e9').replaceAll('\\\\\\\\', '\\\\')}\n`,
  );
}
