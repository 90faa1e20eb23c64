import { type SerialDown } from '../../lib/contract/live.ts';
import { type Node } from '../../lib/contract/node.ts';
import { type Core } from '../core/api.ts';

/** Tells a viewer whether its port can be typed into: when that changes, and at first only if it cannot. */
export function tellInput(
  core: Pick<Core, 'nodes' | 'onChange'>,
  { nodeId, port }: { readonly nodeId: string; readonly port: number },
  tell: (message: SerialDown) => void,
): () => void {
  let told = 'null';
  const look = ({ inputRefused }: Node): void => {
    const refusal = inputRefused.find((each) => each.port === port);
    const refused = refusal === undefined ? null : { reason: refusal.reason, fix: refusal.fix };
    const text = JSON.stringify(refused);
    if (text === told) return;
    told = text;
    tell({ type: 'input', refused });
  };
  const unsubscribe = core.onChange((change) => {
    if (change.kind === 'node' && change.object.id === nodeId) look(change.object);
  });
  // A node that is gone has nothing to tell; the viewer hears so from its subscription.
  core.nodes.get(nodeId).then(look, () => undefined);
  return unsubscribe;
}
