// @ts-check
import { statfsSync, statSync } from 'node:fs';
import { freemem } from 'node:os';
import path from 'node:path';
import { FIRMWARE_FILES, SECURE_BOOT_FILES } from '../lib/host-rules/firmware.mjs';
import { HOST_PROGRAMS, SYSTEM_FOLDERS } from '../lib/host-rules/programs.mjs';
import { KVM_DEVICE } from '../lib/host-rules/virtualization.mjs';
import { isProgram, isReadable, textOf } from './files.mjs';

/** @typedef {import('../lib/host-rules/facts.mjs').DeviceFacts} DeviceFacts */
/** @typedef {import('../lib/host-rules/facts.mjs').FirmwareFiles} FirmwareFiles */
/** @typedef {import('../lib/host-rules/facts.mjs').Processor} Processor */
/** @typedef {import('../lib/host-rules/facts.mjs').SpaceFacts} SpaceFacts */

/**
 * @param {string} cpuinfo  /proc/cpuinfo
 * @returns {Processor}
 */
export function processorOf(cpuinfo) {
  const flags = (/^flags\s*:(.*)$/m.exec(cpuinfo)?.[1] ?? '').split(/\s+/);
  return {
    virtualization: ['vmx', 'svm'].find((flag) => flags.includes(flag)) ?? null,
    isVirtual: flags.includes('hypervisor'),
  };
}

export const readProcessor = () => processorOf(textOf('/proc/cpuinfo'));

/** @returns {DeviceFacts | null} */
export const readKvmDevice = (device = KVM_DEVICE) => statSync(device, { throwIfNoEntry: false }) ?? null;

/**
 * Paths of the programs that nodes need, by name.
 * @param {string} searchPath  as in the environment variable PATH
 * @returns {Record<string, string | null>}
 */
export function readPrograms(searchPath) {
  const folders = [...searchPath.split(path.delimiter).filter((each) => each !== ''), ...SYSTEM_FOLDERS];
  const names = HOST_PROGRAMS.flatMap((program) => program.names);
  return Object.fromEntries(names.map((name) => [name, findIn(folders, name)]));
}

/**
 * @param {readonly string[]} folders
 * @param {string} name
 */
const findIn = (folders, name) =>
  folders.map((folder) => path.join(folder, name)).find((file) => isProgram(file)) ?? null;

/** @param {readonly FirmwareFiles[]} known */
const firstOf = (known) =>
  known.find(({ code, variables }) => isReadable(code) && isReadable(variables)) ?? null;

export const readFirmware = () => ({
  firmware: firstOf(FIRMWARE_FILES),
  secureBootFirmware: firstOf(SECURE_BOOT_FILES),
});

const GIB = 2 ** 30;

/**
 * What is free in the file system of a folder, or where it will be made; as df counts, without the blocks reserved for
 * root.
 * @param {SpaceFacts['id']} id
 * @param {string} folder
 * @returns {SpaceFacts}
 */
export function readSpace(id, folder) {
  let place = path.resolve(folder);
  while (statSync(place, { throwIfNoEntry: false }) === undefined && place !== path.dirname(place))
    place = path.dirname(place);
  const { bavail, bsize } = statfsSync(place);
  return { id, folder, freeGiB: (bavail * bsize) / GIB };
}

/** Memory that programs can have, caches included. */
export function readMemory() {
  const available = /^MemAvailable:\s+(\d+) kB$/m.exec(textOf('/proc/meminfo'))?.[1];
  const freeMiB = available === undefined ? freemem() / 2 ** 20 : Number(available) / 1024;
  return { freeMiB: Math.round(freeMiB) };
}
