/** Memory that something would have taken, and what there was for it, in bytes. */
export interface MemoryRefusal {
  readonly needed: number;
  readonly limit: number;
}

/** The numbers of a refusal as the detail of its error, which crosses processes as text. */
export function describeRefusal({ needed, limit }: MemoryRefusal): string {
  return `needed ${Math.round(needed)} bytes, limit ${Math.round(limit)} bytes`;
}

/** The numbers back from such a detail; null where it has none. */
export function readRefusal(detail: string | undefined): MemoryRefusal | null {
  const found = /needed (\d+) bytes, limit (\d+) bytes/.exec(detail ?? '');
  return found === null ? null : { needed: Number(found[1]), limit: Number(found[2]) };
}
