import { useMutation } from '@tanstack/react-query';
import { type NodeDetail } from '../../lib/contract/node.ts';
import { operationResponse } from '../../lib/contract/lists.ts';
import { powerRefusal } from '../../lib/domain/power.ts';
import { keys } from './keys.ts';
import { request } from './request.ts';
import { follow, queryClient } from './store.ts';

/** Longer than the server waits for a host. */
const PATIENCE_MS = 90_000;

/** Until the node that is shown can be started: by what the server tells, not by asking again. */
function untilStartable(id: string): Promise<void> {
  const startable = (): boolean => {
    const node = queryClient.getQueryData<NodeDetail>(keys.node(id));
    return node !== undefined && powerRefusal(node, 'start') === null;
  };
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      unsubscribe();
      settle();
    };
    const unsubscribe = queryClient.getQueryCache().subscribe(() => {
      if (startable()) end(resolve);
    });
    const timer = setTimeout(
      () => end(() => reject(new Error('The node did not go off. Start it when it is off.'))),
      PATIENCE_MS,
    );
    if (startable()) end(resolve);
  });
}

/** Off and on again, as one wish. */
export const usePowerCycle = () =>
  useMutation({
    mutationFn: async (id: string) => {
      const act = async (action: 'stop' | 'start'): Promise<void> => {
        const path = `/nodes/${encodeURIComponent(id)}/actions`;
        const { operation } = await request(operationResponse, path, { method: 'POST', body: { action } });
        follow(operation);
      };
      // Whoever closes the page between the two would leave the node off.
      const stay = (event: BeforeUnloadEvent): void => event.preventDefault();
      window.addEventListener('beforeunload', stay);
      try {
        await act('stop');
        await untilStartable(id);
        await act('start');
      } finally {
        window.removeEventListener('beforeunload', stay);
      }
    },
  });
