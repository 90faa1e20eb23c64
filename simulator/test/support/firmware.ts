/** UEFI without Secure Boot, and the variables of a machine that was never switched on. */
export const FIRMWARE = '/usr/share/OVMF/OVMF_CODE_4M.fd';
export const VARIABLES = '/usr/share/OVMF/OVMF_VARS_4M.fd';
