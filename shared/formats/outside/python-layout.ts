import { LAYOUT_FIELDS, LAYOUT_VERSIONS } from './cpython-layouts.ts';

export type LayoutField = keyof typeof LAYOUT_FIELDS;

export const OLDEST_MINOR = 8;
export const NEWEST_MINOR = 15;

/** What is asked of nearly every object, as fields of its own. */
export interface HotOffsets {
  readonly dictUsed: number;
  readonly dictKeys: number;
  readonly dictValues: number;
  readonly keysUsable: number;
  readonly keysCount: number;
  readonly keysIndices: number;
  readonly keysKind: number;
  readonly keysLog2: number;
  readonly listItems: number;
  readonly listRoom: number;
  readonly tupleItems: number;
  readonly textLength: number;
  readonly textState: number;
  readonly asciiData: number;
  readonly otherData: number;
  readonly digits: number;
  readonly float: number;
  readonly cachedKeys: number;
  readonly firstValue: number;
}

/** Where one version of CPython 3 keeps what. */
export class PythonLayout {
  readonly minor: number;
  /** As `sys.hexversion`; 0 where only the minor version is known. */
  readonly hexVersion: number;
  readonly hot: HotOffsets;
  private readonly column: number;

  constructor(minor: number, hexVersion: number) {
    this.minor = minor;
    this.hexVersion = hexVersion;
    // The latest of a minor version: what differs within one is found by shape.
    this.column = LAYOUT_VERSIONS.findLastIndex((version) => version.split('.')[1] === `${minor}`);
    this.hot = {
      dictUsed: this.at('PyDictObject.ma_used'),
      dictKeys: this.at('PyDictObject.ma_keys'),
      dictValues: this.at('PyDictObject.ma_values'),
      keysUsable: this.at('PyDictKeysObject.dk_usable'),
      keysCount: this.at('PyDictKeysObject.dk_nentries'),
      keysIndices: this.at('PyDictKeysObject.dk_indices'),
      keysKind: this.at('PyDictKeysObject.dk_kind'),
      keysLog2: this.at('PyDictKeysObject.dk_log2_index_bytes'),
      listItems: this.at('PyListObject.ob_item'),
      listRoom: this.at('PyListObject.allocated'),
      tupleItems: this.at('PyTupleObject.ob_item'),
      textLength: this.at('PyASCIIObject.length'),
      textState: this.at('PyASCIIObject.state'),
      asciiData: this.at('PyASCIIObject.size'),
      otherData: this.at('PyCompactUnicodeObject.size'),
      digits: this.at('PyLongObject.ob_digit'),
      float: this.at('PyFloatObject.ob_fval'),
      cachedKeys: this.at('PyHeapTypeObject.ht_cached_keys'),
      firstValue: Math.max(0, this.at('PyDictValues.values')),
    };
  }

  /** Bytes from the start of the structure; −1 where this version has no such field. */
  at(field: LayoutField): number {
    return LAYOUT_FIELDS[field][this.column] ?? -1;
  }

  /** The first of several fields that this version has; −1 when it has none. */
  either(...fields: readonly LayoutField[]): number {
    return fields.map((field) => this.at(field)).find((offset) => offset >= 0) ?? -1;
  }

  /** For people: "CPython 3.11.7". */
  get name(): string {
    const micro = this.hexVersion === 0 ? '' : `.${(this.hexVersion >>> 8) & 0xff}`;
    return `CPython 3.${this.minor}${micro}`;
  }

  /** Counts are 32 bits wide, and some objects are immortal. */
  get hasImmortals(): boolean {
    return this.minor >= 12;
  }

  /**
   * Who tells the collector of attributes that are kept inside an instance which has a dict, too:
   * the dict, since 3.13.13 and 3.14.4; before, the instance (gh-130327).
   */
  get dictOwnsValues(): boolean {
    const hex = this.hexVersion;
    return hex >= 0x030e0400 || (hex >= 0x030d0d00 && hex < 0x030e0000);
  }
}
