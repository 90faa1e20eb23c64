import { bootsFromNetwork } from '../../../lib/contract/boot-source.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { EfiVariables } from '../../../lib/contract/efi-variables.ts';
import type { Observation } from '../../../lib/contract/diagnosis.ts';
import { fine, problem, unchecked } from '../../../lib/domain/diagnosis/observation.ts';
import type { NodeRow } from '../../db/api.ts';
import type { HypervisorHost } from '../../hypervisor/api.ts';

type Machine = Pick<NodeRow, 'uuid' | 'name' | 'mac' | 'network' | 'bootSource'>;

export async function powerOf(host: HypervisorHost, { uuid }: Machine): Promise<Observation> {
  const domain = await host.domains.get(uuid);
  if (domain === null) return problem('power', null, 'The host has no such domain.');
  const text = `The domain is ${domain.state} (${domain.reason}).`;
  if (domain.reason === 'ioerror') return problem('power', 'host-storage-full', text);
  const isCrashed = domain.state === 'crashed' || domain.reason === 'panicked';
  return isCrashed ? problem('power', 'crashed', text) : fine('power', text);
}

const INTERFACE = /<interface\b[^]*?<\/interface>/g;

/** Whether somebody has pulled the cable of the network card. */
export async function linkOf(host: HypervisorHost, { uuid, mac }: Machine): Promise<Observation> {
  const cards = (await host.domains.xml(uuid)).match(INTERFACE) ?? [];
  const card = cards.find((xml) => xml.toLowerCase().includes(mac.toLowerCase()));
  if (card === undefined) return unchecked('link', `The domain has no network card ${mac}.`);
  return /<link\s+state=['"]down['"]/.test(card)
    ? problem('link', 'link-down', `The link of the network card ${mac} is set down.`, {
        fix: `Set it up: virsh domif-setlink ${uuid} ${mac} up`,
      })
    : fine('link', `The link of the network card ${mac} is up.`);
}

export async function trafficOf(host: HypervisorHost, { uuid }: Machine): Promise<Observation> {
  const counted = (await host.counters()).domains.find((domain) => domain.uuid === uuid);
  if (counted?.sent == null || counted.received === null)
    return unchecked('traffic', 'The domain is off, or libvirt does not count its packets.');
  const { sent, received } = counted;
  const text = `Since power-on the node has sent ${sent} bytes and received ${received}.`;
  if (sent === 0) return problem('traffic', 'sent-nothing', text);
  return received === 0 ? problem('traffic', 'received-nothing', text) : fine('traffic', text);
}

export async function leaseOf(host: HypervisorHost, { network, mac }: Machine): Promise<Observation> {
  const address = await host.networks.address(network, mac);
  return address === null
    ? problem('lease', 'no-lease', `${mac} has no address in ${network} now.`)
    : fine('lease', `${mac} has the address ${address} in ${network}.`, 'lease');
}

export async function bootOptionsOf(
  host: HypervisorHost,
  { uuid, bootSource }: Machine,
): Promise<Observation> {
  if (!bootsFromNetwork(bootSource) || bootSource.kind === 'ipxe-disk')
    return unchecked('boot-options', 'The firmware of this node does not boot from the network.');
  const { bootOptions, path } = await host.nvram.variables(uuid);
  const network = bootOptions.filter(isOfNetwork);
  const active = network.filter((option) => option.active && option.position !== null);
  const [first] = active;
  if (first !== undefined)
    return fine(
      'boot-options',
      `${first.name} “${first.description}” is an active boot option, in place ${first.position}.`,
      'network-option',
    );
  const others = bootOptions.map(({ description }) => description).join(', ');
  return network.length > 0
    ? problem(
        'boot-options',
        'no-network-option',
        `The boot options for the network are switched off (${path}).`,
      )
    : problem(
        'boot-options',
        'no-network-option',
        `No boot option is for the network; there are: ${others}.`,
      );
}

/** As the UEFI specification writes the path of a network card with a protocol. */
const isOfNetwork = ({ devicePath }: EfiVariables['bootOptions'][number]): boolean =>
  /\b(?:MAC|Uri|IPv4|IPv6)\(/.test(devicePath);

const LOW_GIB = 1;

export function storageOf(host: HypervisorHost): Observation {
  const { capacity, name } = host.status;
  if (capacity === null || capacity.poolGiB === 0)
    throw new ConsoleError('conflict', 'The free space is not known yet.');
  const text = `${name} has ${capacity.poolFreeGiB.toFixed(1)} of ${capacity.poolGiB.toFixed(0)} GiB free for disks.`;
  if (capacity.poolFreeGiB >= LOW_GIB) return fine('storage', text);
  return problem('storage', 'host-storage-low', text, {
    fix: 'Free some space in the folder of its images.',
  });
}
