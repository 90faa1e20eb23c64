// @ts-check
import { existsSync } from 'node:fs';
import { operator } from '../../host-facts/daemons.mjs';
import { readKvmDevice } from '../../host-facts/hardware.mjs';
import { judged } from '../../lib/host-rules/rules.mjs';
import { KVM_DEVICE, openToKvmGroup } from '../../lib/host-rules/virtualization.mjs';
import { complaint, run } from '../command.mjs';
import { advice, findingOf, fine } from './finding.mjs';
import { asTyped, privilege } from './privilege.mjs';

/** @typedef {import('./finding.mjs').Step} Step */

async function repair() {
  const { elevate } = await privilege();
  for (const command of openToKvmGroup(KVM_DEVICE)) {
    const result = await run(elevate(command.split(' ')));
    if (result.code !== 0) throw new Error(complaint(result));
  }
}

/** @type {Step} */
export const kvmDevice = {
  name: '/dev/kvm',
  for: ['test', 'start', 'dev'],
  after: ['host packages'],
  async inspect() {
    const device = readKvmDevice();
    // Not for a preparation to change.
    if (device === null) return fine('absent: guests run in software');
    const verdict = judged('kvm-device', { kvmDevice: device }, operator());
    if (verdict.status === 'ok') return fine(verdict.reason);
    if (existsSync('/run/udev/control')) {
      return advice(verdict.reason, [asTyped(`udevadm trigger --action=add ${KVM_DEVICE}`)]);
    }
    const { granted } = await privilege();
    return findingOf(verdict, granted ? repair : undefined);
  },
};
