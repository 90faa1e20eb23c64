import { commandLine, ok, type Typist, type Verdict, warn } from './verdict.ts';

export const KVM_DEVICE = '/dev/kvm';

/** What `stat` reports about /dev/kvm. */
export interface DeviceFacts {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/**
 * Whether a user other than root, such as QEMU's, can open the device; with mode 0660 and group root only root can.
 * scripts/prepare/kvm-device-step.mjs implements the same rule without npm packages.
 */
export function isOpenToQemu({ mode, uid, gid }: DeviceFacts): boolean {
  const allows = (bits: number): boolean => (mode & bits) === bits;
  return allows(0o006) || (gid !== 0 && allows(0o060)) || (uid !== 0 && allows(0o600));
}

/** "mode 0600", with the group if that is what denies access. */
export function modeText(device: DeviceFacts): string {
  const text = `mode ${(device.mode & 0o777).toString(8).padStart(4, '0')}`;
  return (device.mode & 0o060) === 0o060 && !isOpenToQemu(device) ? `${text} and group root` : text;
}

/**
 * Whether QEMU can open the device. That does not prove that KVM works: guests may still fail at once, so the console
 * runs one to find out. With mode 0600, every query of QEMU's capabilities takes seconds: libvirt probes as root, finds
 * that QEMU's user cannot open the device, discards the result and probes again.
 */
export function checkKvmDevice(found: DeviceFacts | null, typist: Typist, device = KVM_DEVICE): Verdict {
  if (found === null) {
    const why =
      'after enabling virtualization, or nested virtualization, in the firmware; one of the two modules fails';
    return warn(
      `${device} is missing: nodes run in software emulation, several times slower`,
      commandLine(['modprobe -a kvm_intel kvm_amd'], typist, why),
    );
  }
  const mode = modeText(found);
  if (isOpenToQemu(found)) return ok(`${device} has ${mode}`);
  return warn(
    `${device} has ${mode}, so QEMU's user cannot open it and every start takes seconds longer`,
    commandLine([`chown root:kvm ${device}`, `chmod 0660 ${device}`], typist),
  );
}
