// @ts-check
import { fail, ok, warn } from './verdict.mjs';

/** @typedef {import('./facts.mjs').ConfinementFacts} ConfinementFacts */
/** @typedef {import('./facts.mjs').PoolFacts} PoolFacts */
/** @typedef {import('./facts.mjs').SpaceFacts} SpaceFacts */
/** @typedef {import('./verdict.mjs').Verdict} Verdict */

/** A node's disk begins small and grows; below the smaller number an installation fails half-way. */
const GIB = { scarce: 20, tooLittle: 2 };
const SCARCE_MIB = 2048;

/** What the space is for. */
const PURPOSES = { 'image-space': "nodes' disks", 'data-space': "the console's data" };

/**
 * @param {SpaceFacts} space
 * @returns {Verdict}
 */
export function checkSpace({ id, folder, freeGiB }) {
  const where = folder === null ? '' : ` (${folder})`;
  const reason = `${freeGiB.toFixed(1)} GiB free for ${PURPOSES[id]}${where}`;
  const fix = `Free space, ${GIB.scarce} GiB or more${folder === null ? '' : `, or put ${folder} on another file system`}.`;
  if (freeGiB < GIB.tooLittle) return fail(reason, fix);
  return freeGiB < GIB.scarce ? warn(reason, fix) : ok(reason);
}

/**
 * @param {{ freeMiB: number }} memory
 * @returns {Verdict}
 */
export function checkMemory({ freeMiB }) {
  if (freeMiB >= SCARCE_MIB) return ok(`${freeMiB} MiB of memory free`);
  return warn(`only ${freeMiB} MiB of memory free`, 'Stop domains that are not needed.');
}

/**
 * Pools of others are offered for disks while they are active.
 * @param {readonly PoolFacts[]} pools
 * @returns {Verdict}
 */
export function checkPools(pools) {
  const stopped = pools.filter(({ active }) => !active).map(({ name }) => name);
  const active = pools.filter((pool) => pool.active).map(({ name }) => name);
  const text =
    active.length === 0 ? 'no storage pool is active' : `active storage pools: ${active.join(', ')}`;
  const late = pools
    .filter(({ active: isActive, autostart }) => !isActive && autostart)
    .map(({ name }) => name);
  if (late.length > 0) {
    return warn(
      `${text}; should be, but is not: ${late.join(', ')}`,
      late.map((name) => `virsh pool-start ${name}`).join(' && '),
    );
  }
  return ok(stopped.length === 0 ? text : `${text}; stopped: ${stopped.join(', ')}`);
}

/**
 * libvirt's profiles for QEMU know the files of disks and logs, not those on QEMU's own command line.
 * @param {ConfinementFacts} facts
 * @returns {Verdict}
 */
export function checkConfinement({ apparmor, selinux }) {
  if (selinux === 'enforcing') {
    return warn(
      'SELinux confines QEMU and may keep the firmware from reading the orchestrator’s CA',
      "If nodes cannot boot over HTTPS, label it: semanage fcontext -a -t svirt_image_t '/var/lib/libvirt/images/ven-.*\\.cacerts' && restorecon -R /var/lib/libvirt/images",
    );
  }
  if (apparmor) {
    return warn(
      'AppArmor confines QEMU and may keep the firmware from reading the orchestrator’s CA',
      "If nodes cannot boot over HTTPS, allow it: echo '/var/lib/libvirt/images/ven-*/*.cacerts r,' | sudo tee -a /etc/apparmor.d/local/abstractions/libvirt-qemu",
    );
  }
  return ok('nothing keeps QEMU from reading the orchestrator’s CA');
}

/**
 * @param {boolean} isOffered
 * @returns {Verdict}
 */
export function checkTpm(isOffered) {
  if (isOffered) return ok('an emulated TPM 2.0 is available (swtpm)');
  return fail(
    'the host has no TPM emulator, and nodes need a TPM',
    'Install it on the host: sudo apt-get install swtpm swtpm-tools, then restart libvirtd.',
  );
}
