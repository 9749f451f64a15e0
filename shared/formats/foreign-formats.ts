/**
 * What a file seems to be when it is no dump we read: knowing "this is a PNG" or "this is a PyHeap
 * dump" tells people more than "unrecognised". Null when nothing fits. Looks at `head` alone.
 */
export function nameForeignFormat(head: Uint8Array): string | null {
  for (const [magic, name] of BINARY_FORMATS) {
    if (startsWith(head, magic)) return name;
  }
  if (isAllZero(head)) return 'a file of zero bytes only';
  const text = asText(head);
  if (text === null) return null;
  for (const [pattern, name] of TEXT_FORMATS) {
    if (pattern.test(text)) return name;
  }
  return null;
}

type Magic = string | readonly number[];

const BINARY_FORMATS: readonly (readonly [Magic, string])[] = [
  ['memray', 'a memray capture'],
  [[0x89, 0x50, 0x4e, 0x47], 'a PNG image'],
  [[0xff, 0xd8, 0xff], 'a JPEG image'],
  ['GIF8', 'a GIF image'],
  ['%PDF', 'a PDF document'],
  [[0x7f, 0x45, 0x4c, 0x46], 'an ELF file: a program, or a library'],
  ['MZ', 'a Windows program'],
  ['MDMP', 'a Windows minidump'],
  ['PK\x03\x04', 'a ZIP archive (unpack it and open the dump inside)'],
  ['BZh', 'a bzip2 file (decompress it first)'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'an xz file (decompress it first)'],
  [[0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], 'a 7-Zip archive (unpack it and open the dump inside)'],
  [[0x04, 0x22, 0x4d, 0x18], 'an LZ4 file (decompress it first)'],
  [[0x1f, 0x8b], 'a gzip file inside another one (decompress it once)'],
  ['SQLite format 3', 'an SQLite database'],
  ['PAR1', 'a Parquet file'],
  ['ARROW1', 'an Arrow file'],
  ['\x93NUMPY', 'a NumPy array'],
  [[0x89, 0x48, 0x44, 0x46], 'an HDF5 file'],
  [[0x80, 0x02], 'a Python pickle'],
  [[0x80, 0x03], 'a Python pickle'],
  [[0x80, 0x04], 'a Python pickle'],
  [[0x80, 0x05], 'a Python pickle'],
];

const TEXT_FORMATS: readonly (readonly [RegExp, string])[] = [
  [/^\s*\{\s*"head"\s*:\s*\{\s*"callFrame"/, 'a V8 sampling heap profile'],
  [/^\s*(?:strict\s+)?(?:di)?graph\b[^\n]*\{/, 'a Graphviz drawing'],
  [/^\s*<\?xml|^\s*<svg/i, 'an XML or SVG file'],
  [/^\s*<(?:!doctype|html)/i, 'an HTML page'],
  [/^version https:\/\/git-lfs/, 'a Git LFS pointer (run git lfs pull)'],
  [/^#!/, 'a script'],
  [/^\s*[[{]/, 'JSON of some other kind'],
  [/^(?:import |from \w+ import |def |class |"""|# -\*-)/, 'Python source'],
  [/\S/, 'a text file'],
];

function startsWith(head: Uint8Array, magic: Magic): boolean {
  if (head.length < magic.length) return false;
  for (let index = 0; index < magic.length; index++) {
    const wanted = typeof magic === 'string' ? magic.charCodeAt(index) : magic[index];
    if (head[index] !== wanted) return false;
  }
  return true;
}

function isAllZero(head: Uint8Array): boolean {
  return head.every((byte) => byte === 0);
}

/** The first 4 KiB as text, or null where they hold bytes that text does not. */
function asText(head: Uint8Array): string | null {
  const bytes = head.subarray(0, 4096);
  for (const byte of bytes) {
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x0c)
      return null;
  }
  return new TextDecoder().decode(bytes);
}
