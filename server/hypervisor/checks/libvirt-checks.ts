import { messageOf } from '../../../lib/contract/error.ts';
import type { Connection } from 'node-libvirt';
import { z } from 'zod';
import type { Acceleration, Check, Host } from '../../../lib/contract/host.ts';
import { fail, ok, type Verdict, warn } from '../../../lib/domain/host-checks/verdict.ts';
import { parseXml } from '../xml/parse.ts';

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

/** Checks that use only libvirt, and so work for remote hosts. */
export async function libvirtChecks(connection: Connection): Promise<Check[]> {
  const [tpm, confinement] = await Promise.all([checkTpm(connection), checkConfinement(connection)]);
  return [
    { id: 'tpm', ...tpm },
    { id: 'confinement', ...confinement },
  ];
}

async function checkTpm(connection: Connection): Promise<Verdict> {
  const fix = 'Install it on the host: sudo apt install swtpm swtpm-tools, then restart libvirtd.';
  try {
    const xml = await connection.getDomainCapabilities({ arch: 'x86_64', machine: 'q35', virttype: 'qemu' });
    const { tpm } = parseXml(capabilities, 'what its domains can have', xml).domainCapabilities.devices;
    const backends = tpm?.enum.find((each) => each['@name'] === 'backendModel')?.value ?? [];
    if (tpm?.['@supported'] === 'yes' && backends.includes('emulator')) {
      return ok('an emulated TPM 2.0 is available (swtpm)');
    }
    return fail('the host has no TPM emulator, and nodes need a TPM', fix);
  } catch (error) {
    return fail(`libvirt cannot tell what domains may have: ${messageOf(error)}`, fix);
  }
}

/** libvirt's profile for QEMU knows the files of disks and logs, not those on QEMU's own command line. */
async function checkConfinement(connection: Connection): Promise<Verdict> {
  const xml = await connection.getCapabilities();
  const { host } = parseXml(hostCapabilities, 'its capabilities', xml).capabilities;
  if (!host.secmodel.some(({ model }) => model === 'apparmor')) {
    return ok('nothing keeps QEMU from reading the orchestrator’s CA');
  }
  return warn(
    'AppArmor confines QEMU and may keep the firmware from reading the orchestrator’s CA',
    "If nodes cannot boot over HTTPS, allow it: echo '/var/lib/libvirt/images/ven-*/*.cacerts r,' | sudo tee -a /etc/apparmor.d/local/abstractions/libvirt-qemu",
  );
}

export function checkAcceleration(found: Acceleration | null): Verdict {
  if (found === null) return warn('not known yet', 'Wait for the probe to end.');
  if (found.kind === 'kvm') return ok(found.reason);
  return warn(
    `nodes run in software emulation, several times slower: ${found.reason}`,
    'Use a host with working KVM, or switch on (nested) virtualization in its firmware or hypervisor. KVM is tried again by itself when the host has restarted, and on this machine soon after /dev/kvm has changed.',
  );
}

const ENOUGH = { poolGiB: 20, memoryMiB: 2048 };

export function capacityChecks(capacity: Host['capacity']): Check[] {
  if (capacity === null) return [];
  const { poolFreeGiB, memoryFreeMiB } = capacity;
  const space =
    poolFreeGiB >= ENOUGH.poolGiB
      ? ok(`${poolFreeGiB} GiB free for disks`)
      : warn(`only ${poolFreeGiB} GiB free for disks`, "Free space in the host's image folder.");
  const memory =
    memoryFreeMiB >= ENOUGH.memoryMiB
      ? ok(`${memoryFreeMiB} MiB of memory free`)
      : warn(`only ${memoryFreeMiB} MiB of memory free`, 'Stop domains that are not needed.');
  return [
    { id: 'image-space', ...space },
    { id: 'memory', ...memory },
  ];
}
