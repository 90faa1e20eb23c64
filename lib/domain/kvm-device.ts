/** What `stat` says of /dev/kvm. */
export interface DeviceFacts {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/**
 * Whether another user than root can open the device, as QEMU's has to: 0660 of the group root is root's alone.
 * scripts/prepare/kvm-device-step.mjs has the same rule, in words that need no packages.
 */
export function isOpenToQemu({ mode, uid, gid }: DeviceFacts): boolean {
  const allows = (bits: number): boolean => (mode & bits) === bits;
  return allows(0o006) || (gid !== 0 && allows(0o060)) || (uid !== 0 && allows(0o600));
}

/** "mode 0600", and the group where that is what closes it. */
export function modeText(device: DeviceFacts): string {
  const text = `mode ${(device.mode & 0o777).toString(8).padStart(4, '0')}`;
  return (device.mode & 0o060) === 0o060 && !isOpenToQemu(device) ? `${text} and the group root` : text;
}
