import { ConsoleError } from '../../../lib/contract/error.ts';
import { GUID_BYTES, guidBytes, guidText } from './guid.ts';

/** A variable as its store holds it. */
export interface Variable {
  readonly name: string;
  readonly guid: string;
  readonly attributes: number;
  readonly data: Buffer;
  /** Monotonic count, timestamp and key index of authenticated variables: 28 bytes, kept as they are. */
  readonly authentication: Buffer;
}

/** Where the variables are in an NVRAM file, and what they are. */
export interface VariableStore {
  readonly variables: readonly Variable[];
  /** Offset in the file of the first variable, and of the end of the store. */
  readonly start: number;
  readonly end: number;
  /** Bytes up to the end of the last variable, deleted ones included. */
  readonly used: number;
}

/** EFI_FIRMWARE_VOLUME_HEADER: file system at 16, length at 32, signature at 40, header length at 48. */
const VOLUME_SIGNATURE = '_FVH';
const SYSTEM_NV_DATA = 'fff12b8d-7696-4c8b-a985-2747075b4f50';
/** VARIABLE_STORE_HEADER: GUID, size, format, state and 6 reserved bytes. */
const STORE_HEADER_BYTES = 28;
const AUTHENTICATED_STORE = 'aaf32c78-947b-439a-a180-2e144ec37792';
const FORMATTED_AND_HEALTHY = 0xfe5a;

/** AUTHENTICATED_VARIABLE_HEADER, before the name and the data. */
const VARIABLE_HEADER_BYTES = 60;
const START_ID = 0x55aa;
/** Bits are cleared as a variable is written, then replaced, then deleted. */
const ADDED = 0x3f;
const BEING_REPLACED = 0x3e;
const AUTHENTICATION = { from: 8, to: 36 } as const;
const ALIGNMENT = 4;

export function readVariableStore(file: Buffer): VariableStore {
  const { start, end } = storeIn(file);
  const found: { readonly state: number; readonly variable: Variable }[] = [];
  let at = start;
  while (at + VARIABLE_HEADER_BYTES <= end && file.readUInt16LE(at) === START_ID) {
    const { state, variable, next } = variableAt(file, at, end);
    if (state === ADDED || state === BEING_REPLACED) found.push({ state, variable });
    at = next;
  }
  return { variables: withoutReplaced(found), start, end, used: at - start };
}

/** Of a variable whose replacement was interrupted there are two. */
function withoutReplaced(
  found: readonly { readonly state: number; readonly variable: Variable }[],
): Variable[] {
  const added = new Set(found.flatMap(({ state, variable }) => (state === ADDED ? keyOf(variable) : [])));
  return found.flatMap(({ state, variable }) =>
    state === BEING_REPLACED && added.has(keyOf(variable)) ? [] : variable,
  );
}

const keyOf = ({ name, guid }: Variable): string => `${guid} ${name}`;

function storeIn(file: Buffer): { readonly start: number; readonly end: number } {
  if (file.length < 0x40 || file.toString('latin1', 40, 44) !== VOLUME_SIGNATURE)
    throw unreadable('it is not a firmware volume');
  if (guidText(file.subarray(16, 32)) !== SYSTEM_NV_DATA)
    throw unreadable('its firmware volume has no variables');
  const header = file.readUInt16LE(48);
  const start = header + STORE_HEADER_BYTES;
  if (start > file.length) throw unreadable('it ends too early');
  if (guidText(file.subarray(header, header + GUID_BYTES)) !== AUTHENTICATED_STORE)
    throw unreadable('its variable store is of another kind than EDK II’s authenticated one');
  if (file.readUInt16LE(header + 20) !== FORMATTED_AND_HEALTHY)
    throw unreadable('its variable store is not formatted');
  const end = header + file.readUInt32LE(header + GUID_BYTES);
  if (end > file.length || end < start) throw unreadable('its variable store is larger than the file');
  return { start, end };
}

interface Found {
  readonly state: number;
  readonly variable: Variable;
  readonly next: number;
}

function variableAt(file: Buffer, at: number, end: number): Found {
  const nameBytes = file.readUInt32LE(at + 36);
  const dataBytes = file.readUInt32LE(at + 40);
  const name = at + VARIABLE_HEADER_BYTES;
  const data = name + nameBytes;
  if (data + dataBytes > end) throw unreadable('a variable reaches beyond the end of the store');
  return {
    state: file.readUInt8(at + 2),
    variable: {
      name: file.toString('utf16le', name, data).replace(/\0.*$/s, ''),
      guid: guidText(file.subarray(at + 44, at + VARIABLE_HEADER_BYTES)),
      attributes: file.readUInt32LE(at + 4),
      data: Buffer.from(file.subarray(data, data + dataBytes)),
      authentication: Buffer.from(file.subarray(at + AUTHENTICATION.from, at + AUTHENTICATION.to)),
    },
    next: aligned(data + dataBytes),
  };
}

const aligned = (offset: number): number => Math.ceil(offset / ALIGNMENT) * ALIGNMENT;

/**
 * The file with these variables and no others; everything outside of the store is unchanged. The space of deleted ones
 * is free again, as after the firmware's own reclaim.
 */
export function withVariables(file: Buffer, variables: readonly Variable[]): Buffer {
  const { start, end } = storeIn(file);
  const written = Buffer.concat(variables.map(variableBytes));
  if (written.length > end - start) {
    throw new ConsoleError('no-capacity', 'The variables do not fit into the NVRAM file.', {
      fix: 'Provision the node again: that resets its variables.',
    });
  }
  const changed = Buffer.from(file);
  changed.fill(0xff, start, end);
  written.copy(changed, start);
  return changed;
}

function variableBytes({ name, guid, attributes, data, authentication }: Variable): Buffer {
  const header = Buffer.alloc(VARIABLE_HEADER_BYTES, 0);
  const nameBytes = Buffer.from(`${name}\0`, 'utf16le');
  header.writeUInt16LE(START_ID, 0);
  header.writeUInt8(ADDED, 2);
  header.writeUInt32LE(attributes, 4);
  authentication.copy(header, AUTHENTICATION.from);
  header.writeUInt32LE(nameBytes.length, 36);
  header.writeUInt32LE(data.length, 40);
  guidBytes(guid).copy(header, 44);
  const bytes = Buffer.concat([header, nameBytes, data]);
  return Buffer.concat([bytes, Buffer.alloc(aligned(bytes.length) - bytes.length, 0xff)]);
}

export function unreadable(why: string): ConsoleError {
  return new ConsoleError('host-refused', `The node's NVRAM file cannot be read: ${why}.`, {
    fix: 'If the node does not boot either, provision it again: that resets its variables.',
  });
}
