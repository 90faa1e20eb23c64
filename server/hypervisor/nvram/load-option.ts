import { devicePathText } from './device-path.ts';

const ACTIVE = 1;

/** EFI_LOAD_OPTION: the data of Boot####. */
export interface LoadOption {
  readonly active: boolean;
  readonly description: string;
  readonly devicePath: string;
}

export function parseLoadOption(data: Buffer): LoadOption {
  if (data.length < 8) return { active: false, description: '', devicePath: '' };
  const pathBytes = data.readUInt16LE(4);
  let end = 6;
  while (end + 1 < data.length && data.readUInt16LE(end) !== 0) end += 2;
  const path = data.subarray(end + 2, end + 2 + pathBytes);
  return {
    active: (data.readUInt32LE(0) & ACTIVE) !== 0,
    description: data.toString('utf16le', 6, end),
    devicePath: devicePathText(path),
  };
}

/** The same option, to be tried by the firmware. */
export function activated(data: Buffer): Buffer {
  const changed = Buffer.from(data);
  changed.writeUInt32LE((data.readUInt32LE(0) | ACTIVE) >>> 0, 0);
  return changed;
}
