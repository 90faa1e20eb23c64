import type { TypedParameter } from '../protocol/types.ts';

/** Named values as libvirt sends them; 64-bit ones are bigint. */
export type Parameters = Record<string, number | bigint | boolean | string>;

/** A list of typed parameters as an object without a prototype: names come from outside. */
export function toParameters(list: readonly TypedParameter[]): Parameters {
  const parameters: Parameters = Object.create(null);
  for (const { field, value } of list) parameters[field] = value.value;
  return parameters;
}
