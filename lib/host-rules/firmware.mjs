// @ts-check
import { commandLine, fail, ok, warn } from './verdict.mjs';

/** @typedef {import('./facts.mjs').FirmwareFiles} FirmwareFiles */
/** @typedef {import('./verdict.mjs').Operator} Operator */
/** @typedef {import('./verdict.mjs').Verdict} Verdict */

/**
 * OVMF without Secure Boot, with HTTP boot over TLS, best first: Debian and Ubuntu with 4 MiB, the same with 2 MiB,
 * Fedora, Arch, openSUSE. Only Debian's has been tested.
 * @type {readonly FirmwareFiles[]}
 */
export const FIRMWARE_FILES = [
  { code: '/usr/share/OVMF/OVMF_CODE_4M.fd', variables: '/usr/share/OVMF/OVMF_VARS_4M.fd' },
  { code: '/usr/share/OVMF/OVMF_CODE.fd', variables: '/usr/share/OVMF/OVMF_VARS.fd' },
  { code: '/usr/share/edk2/ovmf/OVMF_CODE.fd', variables: '/usr/share/edk2/ovmf/OVMF_VARS.fd' },
  { code: '/usr/share/edk2/x64/OVMF_CODE.4m.fd', variables: '/usr/share/edk2/x64/OVMF_VARS.4m.fd' },
  {
    code: '/usr/share/qemu/ovmf-x86_64-4m-code.bin',
    variables: '/usr/share/qemu/ovmf-x86_64-4m-vars.bin',
  },
];

/**
 * The same with system management mode and enrolled keys (Microsoft's); only Debian's has been tested.
 * @type {readonly FirmwareFiles[]}
 */
export const SECURE_BOOT_FILES = [
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

/** @param {Pick<Operator, 'isRoot'>} operator */
export const firmwareInstallation = (operator) => commandLine(['apt-get install ovmf'], operator);

/**
 * `version` is the package's, where it is known.
 * @param {(FirmwareFiles & { version?: string }) | null} found
 * @param {Operator} operator
 * @returns {Verdict}
 */
export function checkFirmware(found, operator) {
  if (found === null) return fail(NO_FIRMWARE, firmwareInstallation(operator));
  return ok(`OVMF${found.version === undefined ? '' : ` ${found.version}`}: ${found.code}`);
}

/**
 * A host without it still runs all other nodes.
 * @param {FirmwareFiles | null} found
 * @param {Operator} operator
 * @returns {Verdict}
 */
export const checkSecureBoot = (found, operator) =>
  found === null
    ? warn(NO_SECURE_BOOT, firmwareInstallation(operator))
    : ok(`nodes can have Secure Boot: ${found.code}`);
