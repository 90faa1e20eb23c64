import { ConsoleError } from '../../../lib/contract/error.ts';
import type { HostNetwork, HostResources } from '../../../lib/contract/host-resources.ts';
import type { NodeNetwork } from '../../../lib/contract/node-network.ts';
import { neededDhcpOptions } from '../../../lib/domain/dhcp-options.ts';
import type { BootFacts } from '../../orchestrator/api.ts';

/** Throws what prevents nodes from using this network; returns what may prevent it, as sentences. */
export function checkNetwork(
  wish: NodeNetwork,
  { networks, bridges }: Pick<HostResources, 'networks' | 'bridges'>,
  facts: BootFacts,
): string[] {
  if (facts.subnet !== null && (wish.kind !== 'own' || wish.subnet !== null)) {
    throw refused('Nodes reach this orchestrator only in the network that the console makes for it.', {
      fix: 'Leave the network out.',
    });
  }
  if (wish.kind === 'own') return [];
  if (wish.kind === 'network') return checkExisting(wish.name, networks, facts);
  if (bridges !== null && !bridges.some(({ name }) => name === wish.name)) {
    const of = networks.find(({ bridge }) => bridge === wish.name);
    throw refused(
      of === undefined
        ? `The host has no bridge "${wish.name}".`
        : `The bridge "${wish.name}" is of libvirt’s network "${of.name}".`,
      {
        fix:
          of === undefined
            ? `It has: ${bridges.map(({ name }) => name).join(', ') || 'none'}.`
            : `Choose the network "${of.name}".`,
      },
    );
  }
  return needed(`the bridge ${wish.name}`, facts);
}

function checkExisting(name: string, networks: readonly HostNetwork[], facts: BootFacts): string[] {
  const network = networks.find((each) => each.name === name);
  if (network === undefined) {
    throw refused(`The host has no network "${name}".`, {
      fix: `It has: ${networks.map((each) => each.name).join(', ') || 'none'}.`,
    });
  }
  if (network.own)
    throw refused(`"${name}" is a network that the console makes and removes by itself.`, {
      fix: 'Leave the network out.',
    });
  if (!network.active)
    throw refused(`The network "${name}" is not active.`, { fix: `Start it: virsh net-start ${name}` });
  // In a network that is only a name for a bridge, somebody else's server gives addresses.
  if (network.forward === 'bridge') return needed(`the network ${name}`, facts);
  if (!network.dhcp) {
    throw refused(`The network "${name}" has no DHCP: nodes would get no address.`, {
      fix: `Add a range (virsh net-update ${name} add ip-dhcp-range …), or choose another network.`,
    });
  }
  if (network.bootProgram === facts.bootProgramUrl) return [];
  if (network.bootProgram !== null)
    return [`The network ${name} boots machines from ${network.bootProgram} instead.`];
  return [
    `The DHCP server of the network ${name} does not lead to a boot program: let the console add its options, which it shows before (“Boot options”, or ven network show ${name}).`,
  ];
}

/** The console cannot see what somebody else's DHCP server sends. */
function needed(where: string, facts: BootFacts): string[] {
  const { bootProgramUrl, bootScriptUrl } = facts;
  // Nothing is booted over the network.
  if (bootProgramUrl === null) return [];
  const names = [new URL(bootProgramUrl).hostname, ...facts.hosts.flatMap((host) => host.names)];
  return [
    `The console does not set up ${where}: its DHCP server has to send ${neededDhcpOptions({ bootProgramUrl, bootScriptUrl }).join('; and ')}. Its DNS server has to know ${[...new Set(names)].join(', ')}.`,
  ];
}

/** Throws unless the pool can take a disk of this size. */
export function checkDiskPool(
  name: string,
  pools: HostResources['pools'],
  { diskGiB, count }: { readonly diskGiB: number; readonly count: number },
): string[] {
  const pool = pools.find((each) => each.name === name);
  const field = 'pool';
  if (pool === undefined) {
    const fix = `It has: ${pools.map((each) => each.name).join(', ') || 'none'}.`;
    throw refused(`The host has no storage pool "${name}".`, { fix, field });
  }
  if (!pool.active)
    throw refused(`The storage pool "${name}" is not active.`, {
      ...{ fix: `Start it: virsh pool-start ${name}`, field },
    });
  if (!DISK_POOLS.has(pool.type))
    throw refused(`The storage pool "${name}" is of type ${pool.type}, which has no qcow2 files.`, {
      ...{ fix: 'Choose a pool that is a folder.', field },
    });
  if (diskGiB > pool.capacityGiB) {
    throw refused(
      `A disk of ${diskGiB} GiB is larger than the storage pool "${name}" (${pool.capacityGiB} GiB).`,
      {
        ...{ fix: 'Choose a smaller disk or another pool.', field },
      },
    );
  }
  if (diskGiB * count <= pool.freeGiB) return [];
  return [
    `The storage pool ${name} has ${pool.freeGiB} GiB free: ${count} × ${diskGiB} GiB do not fit once they are full.`,
  ];
}

const DISK_POOLS: ReadonlySet<string> = new Set(['dir', 'fs', 'netfs']);

function refused(
  message: string,
  { fix, field = 'network' }: { readonly fix: string; readonly field?: string },
): ConsoleError {
  return new ConsoleError('invalid', message, { fix, errors: [{ field, message }] });
}
