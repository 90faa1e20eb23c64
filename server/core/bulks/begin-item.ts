import type { BulkAction, BulkItem, BulkRequest } from '../../../lib/contract/bulk.ts';
import type { Operation } from '../../../lib/contract/operation.ts';
import { changedLabels } from '../../../lib/domain/labels.ts';
import type { Permission } from '../../../lib/domain/permission.ts';
import type { Core } from '../api.ts';

export function permissionFor(action: BulkAction): Permission {
  if (action === 'delete' || action === 'reprovision') return 'nodes.delete';
  return action === 'label' ? 'nodes.edit' : 'nodes.power';
}

/** Begins the operation of one node; it has the id of the item. Permissions were checked with the request. */
export async function beginItem(
  nodes: Core['nodes'],
  { action, orchestrator, add, remove }: BulkRequest,
  { id, nodeId }: BulkItem,
  by: string,
): Promise<Operation> {
  const actor = { userId: '', name: by, role: 'operator' } as const;
  switch (action) {
    case 'delete':
      return nodes.remove(nodeId, { orchestrator }, actor, id);
    case 'reprovision':
      return nodes.reprovision(nodeId, actor, id);
    case 'label': {
      const { labels } = await nodes.get(nodeId);
      return nodes.edit(nodeId, { labels: changedLabels(labels, { add, remove }) }, actor, id);
    }
    default:
      return nodes.act(nodeId, action, actor, id);
  }
}
