import { GrowableUint8, GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import { radixSortByKey } from '../../base/radix-sort.ts';
import { findNodesByAddress } from '../../heap/address-index.ts';
import type { Roots, SparseStrings } from '../../heap/heap-graph.ts';
import { NO_NODE, RootKind } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import { asUint32 } from './ouro-layout.ts';
import type { StringsRead } from './ouro-tables.ts';

/** `ROOT`, `INFO` and `SITE`: facts that name their objects by address. */
export class FactsRead {
  /** A `ROOT` section was lost: what remains must not pass for all of them. */
  rootsAreBroken = false;
  private hasRoots = false;
  private readonly rootAddress = new GrowableUint32(64);
  private readonly rootLabel = new GrowableUint32(64);
  private readonly rootKind = new GrowableUint8(64);
  private readonly details = new AddressedStrings();
  private readonly sites = new AddressedStrings();

  /** Bytes held now, and what finding the objects of as many addresses takes at the end. */
  get byteLength(): number {
    const roots =
      this.rootAddress.values.byteLength +
      this.rootLabel.values.byteLength +
      this.rootKind.values.byteLength;
    return RESOLVING * (roots + this.details.byteLength + this.sites.byteLength);
  }

  addRoots(payload: Uint8Array, strings: StringsRead): boolean {
    if (payload.length < 4) return false;
    const [count = 0] = asUint32(payload.subarray(0, 4));
    if (payload.length !== 4 + 13 * count) return false;
    this.hasRoots = true;
    this.rootAddress.append(asUint32(payload.subarray(4, 4 + 8 * count)));
    for (const label of asUint32(payload.subarray(4 + 8 * count, 4 + 12 * count))) {
      this.rootLabel.push(strings.checked(label));
    }
    for (const kind of payload.subarray(4 + 12 * count)) {
      this.rootKind.push(kind <= RootKind.runtime ? kind : RootKind.other);
    }
    return true;
  }

  addDetails(payload: Uint8Array, strings: StringsRead): boolean {
    return this.details.add(payload, strings);
  }

  addSites(payload: Uint8Array, strings: StringsRead): boolean {
    return this.sites.add(payload, strings);
  }

  /** Roots among the objects; null when the dump does not know them. */
  roots(addressWords: Uint32Array, nodeCount: number, job: Job): Roots | null {
    if (!this.hasRoots || this.rootsAreBroken) return null;
    const found = findNodesByAddress(addressWords, nodeCount, this.rootAddress.view(), job);
    const node = new GrowableUint32(found.length);
    const kind = new GrowableUint8(found.length);
    const label = new GrowableUint32(found.length);
    found.forEach((root, index) => {
      if (root === NO_NODE) return;
      node.push(root);
      kind.push(this.rootKind.values[index]);
      label.push(this.rootLabel.values[index]);
    });
    return { node: node.toArray(), kind: kind.toArray(), label: label.toArray() };
  }

  detailsOf(addressWords: Uint32Array, nodeCount: number, job: Job): SparseStrings {
    return this.details.resolve(addressWords, nodeCount, job);
  }

  sitesOf(addressWords: Uint32Array, nodeCount: number, job: Job): SparseStrings {
    return this.sites.resolve(addressWords, nodeCount, job);
  }
}

/** The table over the addresses looked for, and the objects found, beside the addresses. */
const RESOLVING = 3;

class AddressedStrings {
  private readonly address = new GrowableUint32(64);
  private readonly value = new GrowableUint32(64);

  get byteLength(): number {
    return this.address.values.byteLength + this.value.values.byteLength;
  }

  add(payload: Uint8Array, strings: StringsRead): boolean {
    if (payload.length < 4) return false;
    const [count = 0] = asUint32(payload.subarray(0, 4));
    if (payload.length !== 4 + 12 * count) return false;
    this.address.append(asUint32(payload.subarray(4, 4 + 8 * count)));
    for (const value of asUint32(payload.subarray(4 + 8 * count))) {
      this.value.push(strings.checked(value));
    }
    return true;
  }

  /** By object, ascending; of several for one object the last counts. */
  resolve(addressWords: Uint32Array, nodeCount: number, job: Job): SparseStrings {
    const found = findNodesByAddress(addressWords, nodeCount, this.address.view(), job);
    const order = found.map((_, index) => index);
    radixSortByKey(order, found, null, job);
    const node = new GrowableUint32(found.length);
    const value = new GrowableUint32(found.length);
    for (let at = 0; at < order.length; at++) {
      const object = found[order[at]];
      const text = this.value.values[order[at]];
      const isLast = at + 1 === order.length || found[order[at + 1]] !== object;
      if (object === NO_NODE || !isLast || text === NO_STRING) continue;
      node.push(object);
      value.push(text);
    }
    return { node: node.toArray(), value: value.toArray() };
  }
}
