import { hasFlag, type PythonObjects, TypeFlag } from './python-objects.ts';
import type { PythonTypes } from './python-types.ts';

/** An attribute of an instance by its name: of its dict, kept in place, or a slot; 0 where it has none. */
export function attributeOf(
  objects: PythonObjects,
  types: PythonTypes,
  address: number,
  name: string,
): number {
  const { memory, layout } = objects;
  const type = types.at(objects.typeOf(address));
  if (type === null) return 0;
  for (const { members } of type.chain) {
    const member = members.find((candidate) => candidate.name === name);
    if (member !== undefined) return memory.word(address + member.offset);
  }
  const isManaged = layout.minor >= 11 && hasFlag(type.flags, TypeFlag.managedDict);
  if (!isManaged) {
    const dict = type.dictOffset > 0 ? memory.word(address + type.dictOffset) : 0;
    return dict !== 0 && objects.isDict(dict) ? objects.entry(dict, name) : 0;
  }
  const word = memory.word(address - 24);
  const isTagged = layout.minor === 12 && word % 2 === 1;
  if (word !== 0 && !isTagged && objects.isDict(word)) return objects.entry(word, name);
  const values =
    layout.minor === 11
      ? memory.word(address - 32)
      : layout.minor === 12
        ? word + 1
        : address + type.basicSize + layout.at('PyDictValues.values');
  const keys = memory.word(type.address + layout.at('PyHeapTypeObject.ht_cached_keys'));
  const table = values > 1 && keys !== 0 ? objects.keysTable(keys) : null;
  for (let index = 0; table !== null && index < table.count; index++) {
    const key = memory.word(table.entries + table.step * index + table.keyAt);
    if (key !== 0 && objects.isText(key) && objects.text(key, name.length + 1) === name) {
      return memory.word(values + 8 * index);
    }
  }
  return 0;
}
