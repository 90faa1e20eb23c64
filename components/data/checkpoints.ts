import { skipToken, useMutation, useQuery } from '@tanstack/react-query';
import type { CheckpointRequest, RestoreRequest } from '../../lib/contract/checkpoint.ts';
import type { CloneInput } from '../../lib/contract/clone.ts';
import type { Node } from '../../lib/contract/node.ts';
import { client } from './client.ts';
import { keys } from './keys.ts';
import { follow, put } from './store.ts';

/** Read again when an operation on them gets on; what they take on disk changes without one, too. */
export const useCheckpoints = ({ id, deletedAt }: Pick<Node, 'id' | 'deletedAt'>) =>
  useQuery({
    queryKey: keys.checkpoints(id),
    queryFn: deletedAt === null ? () => client.checkpoints.list(id) : skipToken,
    staleTime: 0,
    retry: false,
  });

export const useMakeCheckpoint = (node: string) =>
  useMutation({
    mutationFn: (request: CheckpointRequest) => client.checkpoints.create(node, request),
    onSuccess: follow,
  });

export const useGoBack = (node: string) =>
  useMutation({
    mutationFn: ({ id, request }: { readonly id: string; readonly request: RestoreRequest }) =>
      client.checkpoints.restore(node, id, request),
    onSuccess: follow,
  });

export const useDropCheckpoint = (node: string) =>
  useMutation({ mutationFn: (id: string) => client.checkpoints.remove(node, id), onSuccess: follow });

export const useClone = (node: string) =>
  useMutation({
    mutationFn: (request: CloneInput) => client.nodes.clone(node, request),
    onSuccess: ({ nodes, run, operations }) => {
      for (const made of nodes) put({ kind: 'node', object: made });
      put({ kind: 'run', object: run });
      for (const operation of operations) follow(operation);
    },
  });
