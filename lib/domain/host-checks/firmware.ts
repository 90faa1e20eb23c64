import { commandLine, fail, ok, type Typist, type Verdict } from './verdict.ts';

/** Files of a UEFI firmware: the code, and the matching empty variable store. */
export interface FirmwarePair {
  readonly code: string;
  readonly variables: string;
}

/**
 * OVMF without Secure Boot, with HTTP boot over TLS, best first: Debian and Ubuntu with 4 MiB, the same with 2 MiB,
 * Fedora, Arch, openSUSE. Only Debian's has been tested.
 */
export const FIRMWARE_FILES: readonly FirmwarePair[] = [
  { code: '/usr/share/OVMF/OVMF_CODE_4M.fd', variables: '/usr/share/OVMF/OVMF_VARS_4M.fd' },
  { code: '/usr/share/OVMF/OVMF_CODE.fd', variables: '/usr/share/OVMF/OVMF_VARS.fd' },
  { code: '/usr/share/edk2/ovmf/OVMF_CODE.fd', variables: '/usr/share/edk2/ovmf/OVMF_VARS.fd' },
  { code: '/usr/share/edk2/x64/OVMF_CODE.4m.fd', variables: '/usr/share/edk2/x64/OVMF_VARS.4m.fd' },
  {
    code: '/usr/share/qemu/ovmf-x86_64-4m-code.bin',
    variables: '/usr/share/qemu/ovmf-x86_64-4m-vars.bin',
  },
];

/** The same with system management mode and enrolled keys (Microsoft's); only Debian's has been tested. */
export const SECURE_BOOT_FILES: readonly FirmwarePair[] = [
  { code: '/usr/share/OVMF/OVMF_CODE_4M.ms.fd', variables: '/usr/share/OVMF/OVMF_VARS_4M.ms.fd' },
  { code: '/usr/share/OVMF/OVMF_CODE.ms.fd', variables: '/usr/share/OVMF/OVMF_VARS.ms.fd' },
  {
    code: '/usr/share/edk2/ovmf/OVMF_CODE.secboot.fd',
    variables: '/usr/share/edk2/ovmf/OVMF_VARS.secboot.fd',
  },
  {
    code: '/usr/share/qemu/ovmf-x86_64-smm-ms-code.bin',
    variables: '/usr/share/qemu/ovmf-x86_64-smm-ms-vars.bin',
  },
];

export const NO_SECURE_BOOT = 'no UEFI firmware with Secure Boot and enrolled keys was found';

export const NO_FIRMWARE = 'no UEFI firmware for nodes was found';

export const firmwareInstallation = (typist: Typist): string => commandLine(['apt-get install ovmf'], typist);

/** `version` is the package's, where it is known. */
export function checkFirmware(
  found: (FirmwarePair & { readonly version?: string }) | null,
  typist: Typist,
): Verdict {
  if (found === null) return fail(NO_FIRMWARE, firmwareInstallation(typist));
  return ok(`OVMF${found.version === undefined ? '' : ` ${found.version}`}: ${found.code}`);
}
