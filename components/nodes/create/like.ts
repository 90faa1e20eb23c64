import type { NodeDetail } from '../../../lib/contract/node.ts';
import type { NodeNetwork } from '../../../lib/contract/node-network.ts';
import { bootSourceTexts } from './boot-source-draft.ts';
import { type Draft, EMPTY_DRAFT, checkpointAtText, machineTexts } from './draft.ts';
import { detailsTexts } from './list-draft.ts';
import { networkTexts } from './network-draft.ts';
import { readyTexts } from './ready-draft.ts';
import { recoveryTexts } from './recovery-draft.ts';

export type Like = Pick<
  NodeDetail,
  | 'template'
  | 'flow'
  | 'host'
  | 'orchestrator'
  | 'vcpus'
  | 'memoryMiB'
  | 'diskGiB'
  | 'machine'
  | 'bootSource'
  | 'networkKind'
  | 'network'
  | 'pool'
  | 'settings'
>;

const networkOf = ({ networkKind: kind, network: name }: Like): NodeNetwork =>
  kind === 'own' ? { kind, subnet: null } : { kind, name };

/** The form of a node like another one; name and serial number are new. */
export function draftLike(node: Like): Draft {
  const { settings } = node;
  return {
    ...EMPTY_DRAFT,
    template: node.template,
    flow: node.flow,
    osProfile: settings.osProfile ?? '',
    host: node.host,
    orchestrator: node.orchestrator ?? '',
    vcpus: String(node.vcpus),
    memoryMiB: String(node.memoryMiB),
    diskGiB: String(node.diskGiB),
    ...machineTexts(node.machine),
    ...bootSourceTexts(node.bootSource),
    ...networkTexts({ network: networkOf(node), pool: node.pool }),
    ...detailsTexts(settings.details),
    ...readyTexts(settings.ready ?? undefined),
    ...recoveryTexts(settings.recovery),
    checkpointAt: checkpointAtText(settings.checkpointAt),
  };
}
