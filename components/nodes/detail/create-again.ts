import { useCallback } from 'react';
import { useRouter } from 'next/navigation';
import type { Node } from '../../../lib/contract/node.ts';
import { useNodes } from '../../data/hooks.ts';
import { createPath } from '../create/create-path.ts';
import { nextName, type Change } from './recovery.ts';

/** Opens the form, filled with what a node was made of. */
export function useCreateAgain(node: Node): (change?: Change | null) => void {
  const router = useRouter();
  const { data: nodes } = useNodes();
  return useCallback(
    (change: Change | null = null) => {
      const taken = new Set([node.name, ...(nodes ?? []).map(({ name }) => name)]);
      router.push(createPath({ name: nextName(node.name, taken), ...change?.draft }, { node: node.id }));
    },
    [router, nodes, node],
  );
}
