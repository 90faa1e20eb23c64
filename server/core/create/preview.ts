import { type Preview } from '../../../lib/contract/node.ts';
import { authorityVolume, diskVolume, serialLogVolume } from '../../hypervisor/index.ts';
import { domainXml } from '../../hypervisor/index.ts';
import { networkXml } from '../../hypervisor/index.ts';
import { type Context } from '../context.ts';
import { accelerationOf, domainModel } from './domain-model.ts';
import { type CreatePlan } from './plan.ts';

/** Placeholder for the password that is generated when the domain is defined. */
const MADE_UP_LATER = '********';

/** Previews what is planned. Queries the host without changing it. */
export async function previewOf(context: Context, plan: CreatePlan): Promise<Preview> {
  const { host, nodes, network } = plan;
  const [first] = nodes;
  if (first === undefined) throw new Error('a request is for one node at least');
  const { authority } = await plan.orchestrator.bootFacts();
  const at = (volume: string) => host.storage.volumePath(volume);
  const [firmware, acceleration, disk, list, ttyS0, ttyS1] = await Promise.all([
    host.firmware(first.machine.secureBoot),
    accelerationOf(first, host),
    at(diskVolume(first.name)),
    authority === null ? null : at(authorityVolume(first.name)),
    at(serialLogVolume(first.name, 0)),
    at(serialLogVolume(first.name, 1)),
  ]);
  const model = domainModel(first, {
    installation: context.installation,
    acceleration: acceleration.kind,
    firmware,
    disk,
    authority: list,
    serialLogs: [ttyS0, ttyS1],
    vncPassword: MADE_UP_LATER,
  });
  return {
    nodes: nodes.map(({ name, serial, uuid }) => ({ name, serial, uuid })),
    domainXml: domainXml(model),
    networkXml: networkXml(network),
    acceleration: `${acceleration.kind}: ${acceleration.reason}`,
    warnings: [...plan.warnings],
    inTheWay: [...plan.inTheWay],
  };
}
