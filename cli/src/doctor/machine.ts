import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import path from 'node:path';
import { checkFirmware, FIRMWARE_FILES } from '../../../lib/domain/host-checks/firmware.ts';
import { checkKvmDevice, KVM_DEVICE } from '../../../lib/domain/host-checks/kvm-device.ts';
import { fail, ok, warn } from '../../../lib/domain/host-checks/verdict.ts';
import { type LocalCheck, typist } from './check.ts';

const OLDEST_NODE = [20, 19] as const;

const nodeVersion: LocalCheck = {
  id: 'node-version',
  inspect: () => {
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    const [oldestMajor, oldestMinor] = OLDEST_NODE;
    if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return ok(process.version);
    return fail(`Node ${process.version} is too old`, `Install Node ${OLDEST_NODE.join('.')} or newer.`);
  },
};

const kvm: LocalCheck = {
  id: 'kvm',
  inspect: () => checkKvmDevice(statSync(KVM_DEVICE, { throwIfNoEntry: false }) ?? null, typist),
};

const isReadable = (file: string): boolean => {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
};

const firmware: LocalCheck = {
  id: 'firmware',
  inspect: () => {
    const found = FIRMWARE_FILES.find(({ code, variables }) => isReadable(code) && isReadable(variables));
    return checkFirmware(found ?? null, typist);
  },
};

const GIB = 2 ** 30;
const SCARCE_GIB = 10;
const TOO_LITTLE_GIB = 2;

/** The folder itself, or what it will be made in. */
function existing(folder: string): string {
  let candidate = path.resolve(folder);
  while (!existsSync(candidate) && candidate !== path.dirname(candidate)) candidate = path.dirname(candidate);
  return candidate;
}

const diskSpace = (id: string, what: string, where: (data: string) => string): LocalCheck => ({
  id,
  inspect: ({ env }) => {
    const folder = where(env.VEN_DATA_DIR || 'data');
    const { bavail, bsize } = statfsSync(existing(folder));
    const free = (bavail * bsize) / GIB;
    const reason = `${free.toFixed(1)} GiB free for ${what} (${folder})`;
    const fix = `Make room, ${SCARCE_GIB} GiB or more, or let another file system hold ${folder}.`;
    if (free < TOO_LITTLE_GIB) return fail(reason, fix);
    return free < SCARCE_GIB ? warn(reason, fix) : ok(reason);
  },
});

export const MACHINE_CHECKS: readonly LocalCheck[] = [
  nodeVersion,
  kvm,
  firmware,
  diskSpace('disk-space', "nodes' disks", () => '/var/lib/libvirt/images'),
  diskSpace('data-space', "the console's data", (data) => data),
];
