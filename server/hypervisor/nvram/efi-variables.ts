import type { BootOption, EfiVariable, EfiVariables } from '../../../lib/contract/efi-variables.ts';
import { CUSTOM_MODE_GUID, GLOBAL_GUID, SECURE_BOOT_ENABLE_GUID, SECURITY_DATABASE_GUID } from './guid.ts';
import { readKeyDatabase } from './key-database.ts';
import { parseLoadOption } from './load-option.ts';
import type { Variable, VariableStore } from './variable-store.ts';

/** By bit. */
const ATTRIBUTES: readonly (EfiVariable['attributes'][number] | null)[] = [
  ...(['non-volatile', 'boot-service', 'runtime'] as const),
  // Hardware error record.
  null,
  ...(['authenticated', 'time-authenticated', 'append'] as const),
];

const KEYS = { PK: GLOBAL_GUID, KEK: GLOBAL_GUID, db: SECURITY_DATABASE_GUID, dbx: SECURITY_DATABASE_GUID };

/** What the variables of a store say. */
export function describeVariables(
  { variables, start, end, used }: VariableStore,
  file: Pick<EfiVariables, 'path' | 'format'>,
): EfiVariables {
  const order = numbersIn(globalVariable(variables, 'BootOrder'));
  const [next] = numbersIn(globalVariable(variables, 'BootNext'));
  return {
    ...file,
    capacity: end - start,
    used,
    secureBoot: secureBootOf(variables),
    timeout: numbersIn(globalVariable(variables, 'Timeout'))[0] ?? null,
    bootNext: next === undefined ? null : bootName(next),
    bootOptions: bootOptionsOf(variables, order),
    keys: (['PK', 'KEK', 'db', 'dbx'] as const).flatMap((name) => {
      const data = dataOf(variables, name, KEYS[name]);
      return data === undefined ? [] : { name, ...readKeyDatabase(data) };
    }),
    variables: variables.map(({ name, guid, attributes, data }) => ({
      ...{ name, guid, size: data.length },
      attributes: ATTRIBUTES.flatMap((word, bit) => (word !== null && attributes & (1 << bit) ? word : [])),
    })),
  };
}

const dataOf = (variables: readonly Variable[], name: string, guid: string): Buffer | undefined =>
  variables.find((variable) => variable.name === name && variable.guid === guid)?.data;

const globalVariable = (variables: readonly Variable[], name: string): Buffer | undefined =>
  dataOf(variables, name, GLOBAL_GUID);

/** A list of UINT16, such as BootOrder. */
function numbersIn(data: Buffer | undefined): number[] {
  const count = Math.trunc((data?.length ?? 0) / 2);
  return Array.from({ length: count }, (_, index) => data?.readUInt16LE(index * 2) ?? 0);
}

const bootName = (number: number): string => `Boot${number.toString(16).toUpperCase().padStart(4, '0')}`;

export const BOOT_OPTION_NAME = /^Boot[0-9A-F]{4}$/;

/** Those of BootOrder first, in its order. */
function bootOptionsOf(variables: readonly Variable[], order: readonly number[]): BootOption[] {
  const places = new Map(order.map((number, index) => [bootName(number), index + 1]));
  const last = order.length + 1;
  return variables
    .filter(({ name, guid }) => guid === GLOBAL_GUID && BOOT_OPTION_NAME.test(name))
    .map(({ name, data }) => ({ name, ...parseLoadOption(data), position: places.get(name) ?? null }))
    .sort(
      (one, other) => (one.position ?? last) - (other.position ?? last) || one.name.localeCompare(other.name),
    );
}

/**
 * With a platform key, EDK II's firmware enforces Secure Boot unless its own switch is off. Firmware that was built with
 * Secure Boot makes the variable CustomMode at its first start; before that, nothing is known.
 */
function secureBootOf(variables: readonly Variable[]): EfiVariables['secureBoot'] {
  if (!globalVariable(variables, 'PK')?.length) {
    const isKnown = variables.length > 0 && dataOf(variables, 'CustomMode', CUSTOM_MODE_GUID) === undefined;
    return isKnown ? 'unsupported' : 'setup';
  }
  const enabled = dataOf(variables, 'SecureBootEnable', SECURE_BOOT_ENABLE_GUID);
  return enabled?.[0] === 0 ? 'off' : 'on';
}
