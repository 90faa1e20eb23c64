import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import path from 'node:path';
import { isOpenToQemu, modeText } from '../../../lib/domain/kvm-device.ts';
import { fail, type LocalCheck, ok, typed, warn } from './check.ts';

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

const KVM = '/dev/kvm';

/**
 * Nothing here proves that KVM works: a device that opens may kill every guest at once. The console runs a guest to
 * find out, and its finding is the host's check.
 */
const kvm: LocalCheck = {
  id: 'kvm',
  inspect: () => {
    const device = statSync(KVM, { throwIfNoEntry: false });
    if (device === undefined) {
      const fix = typed(
        ['modprobe -a kvm_intel kvm_amd'],
        'when virtualisation, or nested virtualisation, is switched on in the firmware; one of the two fails',
      );
      return warn(`${KVM} is absent: nodes run in software, many times slower`, fix);
    }
    const mode = modeText(device);
    if (!isOpenToQemu(device)) {
      const reason = `${KVM} has ${mode}, root only: libvirt probes QEMU anew at every start, seconds each time`;
      return warn(reason, typed([`chgrp kvm ${KVM}`, `chmod 0660 ${KVM}`], 'udev does this where it runs'));
    }
    return ok(`${KVM} has ${mode}; whether guests live on it is found out by the console's own probe`);
  },
};

/** Pairs of code and variables, as Debian, Ubuntu and Fedora have them. */
const FIRMWARE = [
  ['/usr/share/OVMF/OVMF_CODE_4M.fd', '/usr/share/OVMF/OVMF_VARS_4M.fd'],
  ['/usr/share/edk2/ovmf/OVMF_CODE_4M.qcow2', '/usr/share/edk2/ovmf/OVMF_VARS_4M.qcow2'],
  ['/usr/share/edk2/ovmf/OVMF_CODE.fd', '/usr/share/edk2/ovmf/OVMF_VARS.fd'],
] as const;

const firmware: LocalCheck = {
  id: 'firmware',
  inspect: () => {
    const found = FIRMWARE.find((pair) => pair.every((file) => existsSync(file)));
    if (found === undefined) return fail('No OVMF firmware (4M) was found', typed(['apt-get install ovmf']));
    for (const file of found) accessSync(file, constants.R_OK);
    return ok(found[0]);
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
