import { originOfLine, type SourceOrigin } from '../base/source-origin.ts';
import type { AllocationProfile } from './allocation-profile.ts';

/** A frame of a flame graph: all stacks that begin alike, as far as this one. */
export interface FlameBox {
  /** Position in `frames` of the profile; -1 for the whole. */
  readonly frame: number;
  readonly origin: SourceOrigin;
  /** 0 for the whole. */
  readonly depth: number;
  /** Where it begins and how wide it is, as shares of the whole. */
  readonly from: number;
  readonly share: number;
  readonly bytes: number;
}

export interface Flame {
  readonly boxes: readonly FlameBox[];
  readonly depth: number;
  /** Boxes too narrow to be seen, and those beyond the depth, are left out. */
  readonly omitted: number;
}

/** Narrower than this share of the whole nothing can be read, nor pointed at. */
const MIN_SHARE = 0.001;
const MAX_FLAME_DEPTH = 120;

interface FlameNode {
  readonly frame: number;
  bytes: number;
  readonly children: Map<number, FlameNode>;
}

/**
 * Stacks put together from the outermost frame on; siblings stand by their bytes, the heaviest first.
 *
 * Frames of the import system are left out: every import has five of them, and none tells anything.
 * At most a thousand boxes of each depth, whatever the profile. O(frames of all stacks).
 */
export function flameOf({ frames, stackStart, stackFrame, bytes }: AllocationProfile): Flame {
  const isImport = frames.map(({ file }) => file.startsWith('<frozen importlib'));
  const root: FlameNode = { frame: -1, bytes: 0, children: new Map() };
  for (let stack = 0; stack < bytes.length; stack++) {
    const end = Math.min(stackStart[stack + 1], stackStart[stack] + MAX_FLAME_DEPTH);
    let node = root;
    node.bytes += bytes[stack];
    for (let at = stackStart[stack]; at < end; at++) {
      const frame = stackFrame[at];
      if (isImport[frame] === true) continue;
      let child = node.children.get(frame);
      if (child === undefined) {
        child = { frame, bytes: 0, children: new Map() };
        node.children.set(frame, child);
      }
      child.bytes += bytes[stack];
      node = child;
    }
  }
  const boxes: FlameBox[] = [];
  let omitted = 0;
  let deepest = 0;
  const whole = Math.max(root.bytes, 1);
  const open = [{ node: root, depth: 0, from: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, depth, from } = next;
    const known = frames[node.frame];
    const origin = known === undefined ? 'standard' : originOfLine(known.file);
    boxes.push({
      frame: node.frame,
      origin,
      depth,
      from,
      share: node.bytes / whole,
      bytes: node.bytes,
    });
    deepest = Math.max(deepest, depth);
    let at = from;
    for (const child of [...node.children.values()].sort(
      (a, b) => b.bytes - a.bytes || a.frame - b.frame,
    )) {
      const share = child.bytes / whole;
      if (share < MIN_SHARE) omitted++;
      else open.push({ node: child, depth: depth + 1, from: at });
      at += share;
    }
  }
  boxes.sort((a, b) => a.depth - b.depth || a.from - b.from);
  return { boxes, depth: deepest + 1, omitted };
}
