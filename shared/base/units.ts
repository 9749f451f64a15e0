/** What sizes are told in: KB of 1,000 bytes, or KiB of 1,024. */
export type ByteUnits = 'decimal' | 'binary';

const UNIT_NAMES = {
  decimal: ['bytes', 'KB', 'MB', 'GB', 'TB', 'PB'],
  binary: ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'],
} as const;
const UNIT_SIZES = { decimal: 1000, binary: 1024 } as const;

let byteUnits: ByteUnits = 'decimal';

/**
 * Chooses the units of this process or thread, once, before anything is told: every sentence has
 * sizes in it, and two of them must not disagree.
 */
export function setByteUnits(units: ByteUnits): void {
  byteUnits = units;
}

/** A size for people: three significant digits ("1.24 GB"), exact below 1 KB; see `setByteUnits`. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return '–';
  if (bytes === 1) return '1 byte';
  let value = bytes;
  let unit = 0;
  const names = UNIT_NAMES[byteUnits];
  const size = UNIT_SIZES[byteUnits];
  // What would be rounded to four digits stands in the next unit.
  while (Math.abs(value) >= (unit === 0 ? size : 999.5) && unit < names.length - 1) {
    value /= size;
    unit++;
  }
  const text = unit === 0 ? String(value) : value.toPrecision(3);
  return `${text} ${names[unit]}`;
}

/** Units as people write them, in small letters: KB is 1,000 as everywhere here, KiB 1,024. */
export const BYTES_PER_UNIT: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

/** A size as people write it, "8 GB", "512MiB"; null for what is none, and for zero. */
export function parseBytes(text: string): number | null {
  const [, number = '', unit = ''] =
    /^(\d{1,15}(?:\.\d{1,6})?)\s?([a-z]{1,3})$/i.exec(text.trim()) ?? [];
  const bytes = Number(number) * (BYTES_PER_UNIT[unit.toLowerCase()] ?? 0);
  return bytes > 0 ? bytes : null;
}

/** A count with thousands separators, independent of the machine's locale: "1,284,000". */
export function formatCount(count: number): string {
  return String(Math.trunc(count)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** "1 object", "3 objects"; an irregular plural is passed as `plural`. */
export function formatQuantity(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}

const DURATIONS = [
  { seconds: 86_400, unit: 'd', smaller: 'h', part: 3600 },
  { seconds: 3600, unit: 'h', smaller: 'min', part: 60 },
  { seconds: 60, unit: 'min', smaller: 's', part: 1 },
] as const;

/** A length of time for people: "0.42 s", "12.5 s", "3 min 20 s", "4 h 5 min", "2 d 3 h". */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 0) return `−${formatDuration(-seconds)}`;
  if (seconds < 59.95) return `${seconds < 9.995 ? seconds.toFixed(2) : seconds.toFixed(1)} s`;
  for (const { seconds: whole, unit, smaller, part } of DURATIONS) {
    const parts = Math.round(seconds / part);
    const perWhole = whole / part;
    if (parts < perWhole) continue;
    const rest = parts % perWhole;
    const wholes = `${formatCount(Math.floor(parts / perWhole))} ${unit}`;
    return rest === 0 ? wholes : `${wholes} ${rest} ${smaller}`;
  }
  return '1 min';
}

const RATES = [
  { seconds: 1, unit: 's' },
  { seconds: 60, unit: 'min' },
  { seconds: 3600, unit: 'h' },
  { seconds: 86_400, unit: 'day' },
] as const;

/** A rate in the unit of time in which it is a megabyte or more: "12.0 MB/min". */
export function formatRate(bytesPerSecond: number): string {
  const fitting = RATES.find(({ seconds }) => Math.abs(bytesPerSecond) * seconds >= 1e6);
  const { seconds, unit } = fitting ?? RATES[3];
  return `${formatBytes(Math.round(bytesPerSecond * seconds))}/${unit}`;
}
