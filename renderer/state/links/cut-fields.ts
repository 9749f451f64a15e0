import type { CutChoice, Reference } from '../../../shared/protocol/schemas.ts';
import { MAX_CUT_REFERENCES } from '../../../shared/protocol/schemas.ts';
import { findObject, flag, group, list, readCount, scalar } from './fields.ts';

/** References cut by hand, `0x7f2a:3` each: the object and the place among its references. */
const edges = list<Reference>(
  MAX_CUT_REFERENCES,
  ({ source, position }, { addressOf }) => `${addressOf(source)}:${position}`,
  (part, finding, key) => {
    const [address = '', place = ''] = part.split(':');
    const position = readCount(place, 0, 0xfffffffe, key);
    const source = findObject(address, finding)?.node;
    return source === undefined ? null : { source, position };
  },
);

/** Which references are cut. */
export const CUT_FIELDS = group<CutChoice>({
  instanceClass: flag,
  classReference: flag,
  moduleNamespace: flag,
  // The schema's arrays are mutable by inference.
  edges: scalar<Reference[]>(edges.toText, (...text) => [...edges.fromText(...text)]),
});
