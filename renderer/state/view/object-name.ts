import { shortTypeName } from '../../../shared/base/type-name.ts';

/** An address shortened in its middle, for places that only need to tell two apart. */
export function shortAddress(address: string): string {
  return address.length <= 11 ? address : `${address.slice(0, 6)}…${address.slice(-4)}`;
}

/** "DataFrame 0x7f2a…1e50": how an object is called in breadcrumbs. */
export function objectName(object: { readonly type: string; readonly address: string }): string {
  return `${shortTypeName(object.type)} ${shortAddress(object.address)}`;
}
