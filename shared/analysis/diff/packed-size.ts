const COARSE = 0x8000_0000;
const MIB = 2 ** 20;
const LARGEST = COARSE - 1;

/**
 * A size in 32 bits: exact below 2 GiB, whole MiB above, up to 2 PiB.
 *
 * Order is kept: a larger size never packs to a smaller number. Sums over types are taken from the
 * exact sizes, not from these.
 */
export function packSize(bytes: number): number {
  if (!(bytes > 0)) return 0;
  if (bytes <= LARGEST) return Math.ceil(bytes);
  return COARSE + Math.min(Math.ceil(bytes / MIB), LARGEST);
}

export function unpackSize(packed: number): number {
  return packed < COARSE ? packed : (packed - COARSE) * MIB;
}
