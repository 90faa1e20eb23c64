// @ts-check
import { commandLine, ok, warn } from './verdict.mjs';

/** @typedef {import('./facts.mjs').DeviceFacts} DeviceFacts */
/** @typedef {import('./facts.mjs').Processor} Processor */
/** @typedef {import('./verdict.mjs').Operator} Operator */
/** @typedef {import('./verdict.mjs').Verdict} Verdict */

export const KVM_DEVICE = '/dev/kvm';

/**
 * @param {Processor} processor
 * @returns {Verdict}
 */
export function checkProcessor({ virtualization, isVirtual }) {
  const where = isVirtual
    ? 'this machine is a virtual one, and its hypervisor'
    : 'the processor or its firmware';
  if (virtualization !== null) {
    const kind = virtualization === 'vmx' ? 'Intel VT-x' : 'AMD-V';
    return ok(`${kind} is available${isVirtual ? ', nested in a virtual machine' : ''}`);
  }
  return warn(
    `${where} offers no hardware virtualization: nodes run in software emulation, several times slower`,
    isVirtual
      ? 'Switch on nested virtualization for this machine in its hypervisor.'
      : "Switch on VT-x or AMD-V (SVM) in the firmware's setup.",
  );
}

/**
 * Whether a user other than root, such as QEMU's, can open the device; with mode 0660 and group root only root can.
 * @param {DeviceFacts} device
 */
export function isOpenToQemu({ mode, uid, gid }) {
  /** @param {number} bits */
  const allows = (bits) => (mode & bits) === bits;
  return allows(0o006) || (gid !== 0 && allows(0o060)) || (uid !== 0 && allows(0o600));
}

/**
 * "mode 0600", with the group if that is what denies access.
 * @param {DeviceFacts} device
 */
export function modeText(device) {
  const text = `mode ${(device.mode & 0o777).toString(8).padStart(4, '0')}`;
  return (device.mode & 0o060) === 0o060 && !isOpenToQemu(device) ? `${text} and group root` : text;
}

/** @param {string} device */
export const openToKvmGroup = (device) => [`chgrp kvm ${device}`, `chmod 0660 ${device}`];

/**
 * Whether QEMU can open the device. That does not prove that KVM works: guests may still fail at once, so the console
 * runs one to find out. If QEMU's user cannot, every query of QEMU's capabilities takes seconds: libvirt probes as root,
 * finds that QEMU's user cannot open the device, discards the result and probes again. udev normally sets the mode;
 * without udev (containers, bare virtual machines) nothing does.
 * @param {DeviceFacts | null} found
 * @param {Operator} operator
 * @returns {Verdict}
 */
export function checkKvmDevice(found, operator, device = KVM_DEVICE) {
  if (found === null) {
    const why =
      'after enabling virtualization, or nested virtualization, in the firmware; one of the two modules fails';
    return warn(
      `${device} is missing: nodes run in software emulation, several times slower`,
      commandLine(['modprobe -a kvm_intel kvm_amd'], operator, why),
    );
  }
  const mode = modeText(found);
  if (isOpenToQemu(found)) return ok(`${device} has ${mode}`);
  return warn(
    `${device} has ${mode}, so QEMU's user cannot open it and every start takes seconds longer`,
    commandLine(openToKvmGroup(device), operator),
  );
}

/**
 * Whether nodes run with KVM, as a guest has shown that was run to find out.
 * @param {{ kind: 'kvm' | 'tcg', reason: string } | null} found
 * @returns {Verdict}
 */
export function checkAcceleration(found) {
  if (found === null) return warn('not known yet', 'Wait for the probe to end.');
  if (found.kind === 'kvm') return ok(found.reason);
  return warn(
    `nodes run in software emulation, several times slower: ${found.reason}`,
    'Use a host with working KVM, or switch on (nested) virtualization in its firmware or hypervisor. KVM is tried again by itself when the host has restarted, and on this machine soon after /dev/kvm has changed.',
  );
}
