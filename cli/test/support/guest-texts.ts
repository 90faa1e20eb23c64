/** What a guest prints on its serial port as it reaches a stage. */
export const FIRMWARE = 'BdsDxe: loading Boot0001 "UEFI HTTPv4 (MAC:525400000001)"\r\n';
export const ADDRESS = '>>Start HTTP Boot over IPv4\r\n';
export const IPXE = 'iPXE initialising devices...\r\n';
const OS_BOOT = 'BdsDxe: starting Boot0003 "ubuntu"\r\n';
/** Where no orchestrator reports on a node, a system that lets people log in is ready. */
export const READY = `${OS_BOOT}Ubuntu 24.04.1 LTS edge ttyS0\r\n\r\nedge login: `;
