// @ts-check
import { existsSync, statSync } from 'node:fs';
import { complaint, run } from '../command.mjs';
import { advice, fine } from './finding.mjs';
import { asTyped, privilege } from './privilege.mjs';

/** @typedef {import('./finding.mjs').Step} Step */

const DEVICE = '/dev/kvm';
const COMMANDS = [
  ['chgrp', 'kvm', DEVICE],
  ['chmod', '0660', DEVICE],
];

/**
 * As in lib/domain/host-checks/kvm-device.ts: with mode 0660 and group root, only root can open it.
 * @param {{ mode: number, uid: number, gid: number }} device
 */
export function isOpenToQemu({ mode, uid, gid }) {
  /** @param {number} bits */
  const allows = (bits) => (mode & bits) === bits;
  return allows(0o006) || (gid !== 0 && allows(0o060)) || (uid !== 0 && allows(0o600));
}

async function openToKvmGroup() {
  const { elevate } = await privilege();
  for (const command of COMMANDS) {
    const result = await run(elevate(command));
    if (result.code !== 0) throw new Error(complaint(result));
  }
}

/**
 * libvirt probes QEMU as root and later runs it as another user. If that user cannot open /dev/kvm, libvirt discards the
 * result and probes again at every query, which takes seconds. udev normally sets the mode; without udev (containers,
 * bare VMs) nothing does.
 * @type {Step}
 */
export const kvmDevice = {
  name: '/dev/kvm',
  for: ['test', 'start', 'dev'],
  after: ['host packages'],
  async inspect() {
    const device = statSync(DEVICE, { throwIfNoEntry: false });
    if (device === undefined) return fine('absent: guests run in software');
    const mode = (device.mode & 0o777).toString(8).padStart(4, '0');
    if (isOpenToQemu(device)) return fine(`mode ${mode}`);

    const text = `mode ${mode}, root only, which makes every guest start slow; udev would set 0660 root:kvm`;
    if (existsSync('/run/udev/control')) {
      return advice(text, [asTyped(`udevadm trigger --action=add ${DEVICE}`)]);
    }
    const { granted } = await privilege();
    const todo = COMMANDS.map((command) => asTyped(command.join(' ')));
    return advice(text, todo, granted ? openToKvmGroup : undefined);
  },
};
