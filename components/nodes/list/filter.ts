import { stageTitle } from '../../../lib/domain/stages.ts';
import type { Node } from '../../../lib/contract/node.ts';

/** Whether every word of the filter is somewhere in what a row shows. */
export function matches(node: Node, filter: string): boolean {
  const text = [
    node.name,
    node.serial,
    node.uuid,
    node.mac,
    node.host,
    node.template,
    node.state,
    stageTitle(node.stage),
    node.address ?? '',
    node.orchestrator ?? '',
    node.orchestratorView?.os ?? '',
    node.orchestratorView?.hostId ?? '',
    node.orchestratorView?.instanceId ?? '',
  ]
    .join(' ')
    .toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
