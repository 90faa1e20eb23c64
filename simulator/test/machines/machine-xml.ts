import { FIRMWARE, VARIABLES } from '../support/firmware.ts';

export interface MachineFacts {
  readonly name: string;
  readonly uuid: string;
  readonly serial: string;
  readonly network: string;
  readonly disk: string;
  /** For the firmware's variables, the CA and the serial ports' logs. */
  readonly directory: string;
  /** Whether the firmware goes straight to HTTP boot; by default it tries PXE first, for two minutes. */
  readonly isTuned: boolean;
}

export const authorityFile = (directory: string): string => `${directory}/cacerts`;
export const serialLog = (directory: string, port: number): string => `${directory}/ttyS${port}.log`;

/**
 * The disk is tried first: it is blank until the image is written, and what is on it after that shall boot.
 * Always in software emulation: the same everywhere, and a device node promises nothing.
 */
export function machineXml(facts: MachineFacts): string {
  const { name, uuid, serial, network, disk, directory, isTuned } = facts;
  return `<domain type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
  <name>${name}</name><uuid>${uuid}</uuid>
  <memory unit='MiB'>1024</memory><vcpu>2</vcpu><cpu mode='maximum'/>
  <sysinfo type='smbios'>
    <system><entry name='serial'>${serial}</entry><entry name='uuid'>${uuid}</entry></system>
  </sysinfo>
  ${isTuned ? WITHOUT_PXE : ''}
  <os>
    <type arch='x86_64' machine='q35'>hvm</type>
    <loader readonly='yes' type='pflash'>${FIRMWARE}</loader>
    <nvram template='${VARIABLES}'>${directory}/variables.fd</nvram>
    <smbios mode='sysinfo'/>
  </os>
  <features><acpi/></features>
  <on_poweroff>destroy</on_poweroff><on_reboot>restart</on_reboot><on_crash>destroy</on_crash>
  <devices>
    <disk type='file' device='disk'>
      <driver name='qemu' type='raw' cache='unsafe'/>
      <source file='${disk}'/><target dev='vda' bus='virtio'/><boot order='1'/>
    </disk>
    <interface type='network'>
      <source network='${network}'/><model type='virtio'/><rom enabled='no'/><boot order='2'/>
    </interface>
    ${[0, 1].map((port) => serialXml(directory, port)).join('\n    ')}
    <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
    <tpm model='tpm-crb'><backend type='emulator' version='2.0'/></tpm>
    <video><model type='vga'/></video>
    <memballoon model='none'/>
  </devices>
  <qemu:commandline>
    <qemu:arg value='-fw_cfg'/>
    <qemu:arg value='name=etc/edk2/https/cacerts,file=${authorityFile(directory)}'/>
  </qemu:commandline>
</domain>`;
}

function serialXml(directory: string, port: number): string {
  const log = `<log file='${serialLog(directory, port)}' append='off'/>`;
  return `<serial type='pty'>${log}<target type='isa-serial' port='${port}'/></serial>`;
}

const WITHOUT_PXE = `<sysinfo type='fwcfg'>
    <entry name='opt/org.tianocore/IPv4PXESupport'>n</entry>
    <entry name='opt/org.tianocore/IPv6PXESupport'>n</entry>
  </sysinfo>`;
