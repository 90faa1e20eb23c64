import { bootIso } from './boot-iso.ts';
import { fatVolume, type FatFile } from './fat-volume.ts';
import { gptDisk } from './gpt-disk.ts';
import { unifiedKernel } from './unified-kernel.ts';

const MIB = 1024 * 1024;
/** Space for what the micro-OS adds to the EFI system partition. */
const ROOM = 2 * MIB;

export interface OsImageParts {
  /** Also the seed for the disk's ids. */
  readonly name: string;
  readonly stub: Buffer;
  readonly osRelease: string;
  readonly commandLine: string;
  readonly kernel: Buffer;
  readonly initramfs: Buffer;
}

/** A bootable disk whose operating system is a single EFI program. */
export function osImage({ name, ...parts }: OsImageParts): Buffer {
  const boot = unifiedKernel(parts);
  return bootDisk(name, alignUp(boot.length + ROOM, MIB), [{ path: 'EFI/BOOT/BOOTX64.EFI', content: boot }]);
}

/** The same operating system as an ISO image, which boots from a CD-ROM. */
export function osIso({ name, ...parts }: OsImageParts): Buffer {
  const boot = unifiedKernel(parts);
  const files = [{ path: 'EFI/BOOT/BOOTX64.EFI', content: boot }];
  return bootIso(name.toUpperCase(), espVolume(name, alignUp(boot.length + ROOM, MIB), files));
}

const STARTUP_SCRIPT = '\\EFI\\BOOT\\BOOTX64.EFI\r\n';
const IPXE_DISK_BYTES = 3 * MIB;

/**
 * A disk with only iPXE, for nodes whose network offers no HTTP boot. iPXE 1.21 and later runs `script`; older versions
 * follow DHCP, see the guests' README.
 */
export function ipxeDisk(ipxe: Buffer, script: string): Buffer {
  return bootDisk('ipxe-disk', IPXE_DISK_BYTES, [
    { path: 'EFI/BOOT/BOOTX64.EFI', content: ipxe },
    { path: 'EFI/BOOT/autoexec.ipxe', content: Buffer.from(script) },
    { path: 'autoexec.ipxe', content: Buffer.from(script) },
    // For firmware that starts its shell.
    { path: 'startup.nsh', content: Buffer.from(STARTUP_SCRIPT) },
  ]);
}

function bootDisk(name: string, bytes: number, files: readonly FatFile[]): Buffer {
  return gptDisk(espVolume(name, bytes, files), name);
}

function espVolume(name: string, bytes: number, files: readonly FatFile[]): Buffer {
  return fatVolume({ bytes, label: 'ESP', serial: 0x56454e00 + name.length, files });
}

function alignUp(value: number, alignment: number): number {
  return Math.ceil(value / alignment) * alignment;
}
