import type { Preview } from '../../../lib/contract/node.ts';
import { domainXml, networkXml } from '../../hypervisor/index.ts';
import type { Context } from '../context.ts';
import { volumePaths } from '../nodes/node-volumes.ts';
import { accelerationOf, domainModel } from './domain-model.ts';
import type { CreatePlan } from './plan.ts';

/** Stands for what the create makes up: ids in our metadata, and the password of the screen. */
const MADE_UP_LATER = '********';

/** Previews what is planned. Queries the host without changing it. */
export async function previewOf(context: Context, plan: CreatePlan): Promise<Preview> {
  const { host, nodes, network } = plan;
  const [first] = nodes;
  if (first === undefined) throw new Error('a request is for one node at least');
  const boot = await plan.orchestrator.bootFacts();
  const [firmware, acceleration, paths] = await Promise.all([
    host.firmware(first.machine.secureBoot),
    accelerationOf(first, host),
    volumePaths(host, first, plan.image, boot),
  ]);
  const previewed = { ...first, id: MADE_UP_LATER, runId: MADE_UP_LATER, createdAt: MADE_UP_LATER };
  const model = domainModel(previewed, {
    installation: context.installation,
    acceleration: acceleration.kind,
    firmware,
    ...paths,
    vncPassword: MADE_UP_LATER,
    screen: host.screenPlace,
  });
  return {
    nodes: nodes.map(({ name, serial, uuid, host: on }) => ({ name, serial, uuid, host: on })),
    placement: [...plan.run.placement],
    domainXml: domainXml(model),
    networkXml: network === null ? null : networkXml(network),
    acceleration: `${acceleration.kind}: ${acceleration.reason}`,
    warnings: [...plan.warnings],
    inTheWay: [...plan.inTheWay],
  };
}
