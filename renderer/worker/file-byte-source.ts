import { OuroborosError } from '../../shared/base/errors.ts';
import type { ByteSource } from '../../shared/formats/bytes/byte-source.ts';

/** A file the user chose or dropped, read in slices; never held as a whole. */
export function fileByteSource(file: Blob & { readonly name: string }): ByteSource {
  return {
    name: file.name,
    size: file.size,
    async read(offset, length) {
      try {
        const slice = file.slice(offset, offset + length);
        return new Uint8Array(await slice.arrayBuffer());
      } catch (thrown) {
        throw new OuroborosError(
          'file-unreadable',
          `“${file.name}” could not be read: it was moved, changed or is a folder. Choose it again.`,
          `at byte ${offset}; ${String(thrown)}`,
        );
      }
    },
  };
}
