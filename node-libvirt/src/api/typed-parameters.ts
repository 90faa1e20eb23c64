import type { TypedParameter } from '../protocol/types.ts';

/** Named values as libvirt sends them; 64-bit ones are bigint. */
export type Parameters = Record<string, number | bigint | boolean | string>;

/** A list of typed parameters as an object. A field called `__proto__` becomes a plain property like any other. */
export function toParameters(list: readonly TypedParameter[]): Parameters {
  return Object.fromEntries(list.map(({ field, value }) => [field, value.value]));
}
