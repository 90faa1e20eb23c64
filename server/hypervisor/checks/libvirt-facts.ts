import { type Connection, isLibvirtError, StoragePoolState } from 'node-libvirt';
import { z } from 'zod';
import type { HostFacts, PoolFacts } from '../../../lib/host-rules/facts.mjs';
import { hostRanges } from '../networks/host-routes.ts';
import { firstFree, libvirtRanges } from '../networks/subnets.ts';
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

interface Place {
  readonly installation: string;
  readonly isLocal: boolean;
}

/** What libvirt reports, and so is known of remote hosts, too. */
export async function libvirtFacts(connection: Connection, place: Place): Promise<HostFacts> {
  const [tpm, confinement, pools, addresses] = await Promise.all([
    hasTpmEmulator(connection),
    confinementOf(connection),
    poolsOf(connection),
    freeAddresses(connection, place),
  ]);
  return { confinement, pools, addresses, ...(tpm === null ? {} : { tpmEmulator: tpm }) };
}

/** Null where libvirt cannot tell, such as with its test driver. */
async function hasTpmEmulator(connection: Connection): Promise<boolean | null> {
  try {
    const xml = await connection.getDomainCapabilities({ arch: 'x86_64', machine: 'q35', virttype: 'qemu' });
    const { tpm } = parseXml(capabilities, 'what its domains can have', xml).domainCapabilities.devices;
    const backends = tpm?.enum.find((each) => each['@name'] === 'backendModel')?.value ?? [];
    return tpm?.['@supported'] === 'yes' && backends.includes('emulator');
  } catch (error) {
    if (isLibvirtError(error) && error.kind === 'libvirt') return null;
    throw error;
  }
}

/** What libvirt confines QEMU with, which it may be told not to do where the kernel could. */
async function confinementOf(connection: Connection): Promise<NonNullable<HostFacts['confinement']>> {
  const xml = await connection.getCapabilities();
  const { host } = parseXml(hostCapabilities, 'its capabilities', xml).capabilities;
  const has = (name: string): boolean => host.secmodel.some(({ model }) => model === name);
  return { apparmor: has('apparmor'), selinux: has('selinux') ? 'enforcing' : null };
}

async function poolsOf(connection: Connection): Promise<PoolFacts[]> {
  const found = (await connection.listAllStoragePools()).map(async (pool) => {
    try {
      const [{ state }, autostart] = await Promise.all([pool.getInfo(), pool.getAutostart()]);
      return { name: pool.name, active: state === StoragePoolState.RUNNING, autostart };
    } catch (error) {
      // Removed meanwhile, such as a pool that is there for a moment.
      if (isLibvirtError(error) && error.kind === 'libvirt') return null;
      throw error;
    }
  });
  return (await Promise.all(found)).filter((pool) => pool !== null);
}

async function freeAddresses(
  connection: Connection,
  { installation, isLocal }: Place,
): Promise<{ free: string | null }> {
  const taken = [...(await libvirtRanges(connection)), ...(isLocal ? await hostRanges() : [])];
  const subnet = firstFree(taken, { preferred: undefined, seed: installation });
  return { free: subnet === null ? null : `${subnet}.0/24` };
}
