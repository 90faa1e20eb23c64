import { checkpointRequests, nodeRequests } from 'ven-client';
import { skipToken, useMutation, useQuery } from '@tanstack/react-query';
import type { CheckpointRequest, RestoreRequest } from '../../lib/contract/checkpoint.ts';
import type { CloneInput } from '../../lib/contract/clone.ts';
import type { Node } from '../../lib/contract/node.ts';
import { http } from './client.ts';
import { keys } from './keys.ts';
import { follow, put } from './store.ts';

const checkpointsApi = checkpointRequests(http);
const nodesApi = nodeRequests(http);

/** Read again when an operation on them gets on; what they take on disk changes without one, too. */
export const useCheckpoints = ({ id, deletedAt }: Pick<Node, 'id' | 'deletedAt'>) =>
  useQuery({
    queryKey: keys.checkpoints(id),
    queryFn: deletedAt === null ? () => checkpointsApi.list(id) : skipToken,
    staleTime: 0,
    retry: false,
  });

export const useMakeCheckpoint = (node: string) =>
  useMutation({
    mutationFn: (request: CheckpointRequest) => checkpointsApi.create(node, request),
    onSuccess: follow,
  });

export const useGoBack = (node: string) =>
  useMutation({
    mutationFn: ({ id, request }: { readonly id: string; readonly request: RestoreRequest }) =>
      checkpointsApi.restore(node, id, request),
    onSuccess: follow,
  });

export const useDropCheckpoint = (node: string) =>
  useMutation({ mutationFn: (id: string) => checkpointsApi.remove(node, id), onSuccess: follow });

export const useClone = (node: string) =>
  useMutation({
    mutationFn: (request: CloneInput) => nodesApi.clone(node, request),
    onSuccess: ({ nodes, run, operations }) => {
      for (const made of nodes) put({ kind: 'node', object: made });
      put({ kind: 'run', object: run });
      for (const operation of operations) follow(operation);
    },
  });
