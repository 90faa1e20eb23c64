import { type Connection } from 'node-libvirt';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { type Acceleration, type Check, type Host } from '../../../lib/contract/host.ts';
import { type FirmwareFiles } from '../api.ts';
import { parseXml } from '../xml/parse.ts';
import { fail, ok, warn } from './verdict.ts';

const capabilities = z.object({
  domainCapabilities: z.object({
    devices: z.object({
      tpm: z
        .object({
          '@supported': z.string(),
          enum: z
            .array(z.object({ '@name': z.string(), value: z.array(z.string()).default([]) }))
            .default([]),
        })
        .optional(),
    }),
  }),
});
const hostCapabilities = z.object({
  capabilities: z.object({
    host: z.object({ secmodel: z.array(z.object({ model: z.string().optional() })).default([]) }),
  }),
});

/** What libvirt itself can say, wherever the host is. */
export async function libvirtChecks(connection: Connection): Promise<Check[]> {
  return Promise.all([checkTpm(connection), checkConfinement(connection)]);
}

async function checkTpm(connection: Connection): Promise<Check> {
  const fix = 'Install it on the host: sudo apt install swtpm swtpm-tools, then restart libvirtd.';
  try {
    const xml = await connection.getDomainCapabilities({ arch: 'x86_64', machine: 'q35', virttype: 'qemu' });
    const { tpm } = parseXml(capabilities, 'what its domains can have', xml).domainCapabilities.devices;
    const backends = tpm?.enum.find((each) => each['@name'] === 'backendModel')?.value ?? [];
    if (tpm?.['@supported'] === 'yes' && backends.includes('emulator')) {
      return ok('tpm', 'an emulated TPM 2.0 is available (swtpm)');
    }
    return fail('tpm', 'the host has no TPM emulator, and nodes need a TPM', fix);
  } catch (error) {
    return fail('tpm', `libvirt cannot tell what domains may have: ${messageOf(error)}`, fix);
  }
}

/** libvirt's profile for QEMU knows the files of disks and logs, not those on QEMU's own command line. */
async function checkConfinement(connection: Connection): Promise<Check> {
  const xml = await connection.getCapabilities();
  const { host } = parseXml(hostCapabilities, 'its capabilities', xml).capabilities;
  if (!host.secmodel.some(({ model }) => model === 'apparmor')) {
    return ok('confinement', 'nothing keeps QEMU from reading the orchestrator’s CA');
  }
  return warn(
    'confinement',
    'AppArmor confines QEMU and may keep the firmware from reading the orchestrator’s CA',
    "If nodes cannot boot over HTTPS, allow it: echo '/var/lib/libvirt/images/ven-*/*.cacerts r,' | sudo tee -a /etc/apparmor.d/local/abstractions/libvirt-qemu",
  );
}

export function checkFirmware(found: FirmwareFiles | ConsoleError): Check {
  return found instanceof ConsoleError
    ? fail('firmware', found.message, found.fix)
    : ok('firmware', `OVMF ${found.version}: ${found.code}`);
}

export function checkAcceleration(found: Acceleration | null): Check {
  if (found === null) return warn('acceleration', 'not known yet', 'Wait for the probe to end.');
  if (found.kind === 'kvm') return ok('acceleration', found.reason);
  return warn(
    'acceleration',
    `nodes run in software emulation, several times slower: ${found.reason}`,
    'Use a host with working KVM, or switch on (nested) virtualization in its firmware or hypervisor. KVM is tried again by itself when the host has restarted, and on this machine soon after /dev/kvm has changed.',
  );
}

const ENOUGH = { poolGiB: 20, memoryMiB: 2048 };

export function capacityChecks(capacity: Host['capacity']): Check[] {
  if (capacity === null) return [];
  const { poolFreeGiB, memoryFreeMiB } = capacity;
  return [
    poolFreeGiB >= ENOUGH.poolGiB
      ? ok('image-space', `${poolFreeGiB} GiB free for disks`)
      : warn(
          'image-space',
          `only ${poolFreeGiB} GiB free for disks`,
          "Free space in the host's image folder.",
        ),
    memoryFreeMiB >= ENOUGH.memoryMiB
      ? ok('memory', `${memoryFreeMiB} MiB of memory free`)
      : warn('memory', `only ${memoryFreeMiB} MiB of memory free`, 'Stop domains that nobody needs.'),
  ];
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
