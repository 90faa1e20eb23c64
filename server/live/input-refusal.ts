import type { SerialDown } from '../../lib/contract/live.ts';
import type { Node } from '../../lib/contract/node.ts';
import type { Core } from '../core/api.ts';

/** Calls `send` when a port stops or starts taking input, and at first only if it takes none. */
export function watchInputRefusal(
  core: Pick<Core, 'nodes' | 'onChange'>,
  { nodeId, port }: { readonly nodeId: string; readonly port: number },
  send: (message: SerialDown) => void,
): () => void {
  let sent = 'null';
  const check = ({ inputRefused }: Node): void => {
    const refusal = inputRefused.find((each) => each.port === port);
    const refused = refusal === undefined ? null : { reason: refusal.reason, fix: refusal.fix };
    const text = JSON.stringify(refused);
    if (text === sent) return;
    sent = text;
    send({ type: 'input', refused });
  };
  const unsubscribe = core.onChange((change) => {
    if (change.kind === 'node' && change.object.id === nodeId) check(change.object);
  });
  // The viewer's subscription reports that the node is gone.
  core.nodes.get(nodeId).then(check, () => undefined);
  return unsubscribe;
}
