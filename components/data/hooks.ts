import { useEffect, useSyncExternalStore } from 'react';
import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQueries,
  useQuery,
  type UseQueryResult,
} from '@tanstack/react-query';
import { ConsoleError } from '../../lib/contract/error.ts';
import {
  auditList,
  capacityList,
  hostList,
  nodeList,
  operationList,
  operationResponse,
  orchestratorList,
  runList,
  templateList,
  tokenList,
} from '../../lib/contract/lists.ts';
import {
  nodeDetail,
  preview,
  removal,
  type CreateInput,
  type Node,
  type NodeDetail,
  type PowerAction,
  type Preview,
} from '../../lib/contract/node.ts';
import { createResponse } from '../../lib/contract/run.ts';
import { newToken, session, type PasswordRequest, type Role } from '../../lib/contract/session.ts';
import { storage } from '../../lib/contract/storage.ts';
import { keys } from './keys.ts';
import { liveState, onLiveState, openLive, type LiveState } from './live.ts';
import { command, request, requestText } from './request.ts';
import { fetchList, fetchNode, fetchNodes, follow, put, queryClient, signedOut } from './store.ts';

const at = (id: string): string => `/nodes/${encodeURIComponent(id)}`;

export const useSession = () =>
  useQuery({ queryKey: keys.session, queryFn: () => request(session, '/session') });

/** Whether who is signed in may change anything; the server decides, the page does not offer what it would refuse. */
export function useMayWrite(): boolean {
  const { data } = useSession();
  return data !== undefined && data.user.role !== 'viewer';
}

export const useNodes = (): UseQueryResult<readonly Node[]> =>
  useQuery({
    queryKey: keys.nodes,
    queryFn: () => fetchNodes(async () => (await request(nodeList, '/nodes')).nodes),
  });

/** Nodes that are gone; their boots and logs are kept. The one deleted last comes first. */
export const useDeletedNodes = (): UseQueryResult<readonly Node[]> =>
  useQuery({
    queryKey: keys.deletedNodes,
    queryFn: async () => {
      const { nodes } = await request(nodeList, '/nodes?deleted=true');
      return nodes.toSorted((one, other) => (other.deletedAt ?? '').localeCompare(one.deletedAt ?? ''));
    },
  });

export const useNode = (id: string): UseQueryResult<NodeDetail> =>
  useQuery({ queryKey: keys.node(id), queryFn: () => fetchNode(() => request(nodeDetail, at(id))) });

const LOOK_AGAIN = 3000;

/** What is not told as it grows (logs' lengths, a workflow's steps): asked for now, and again while it lasts. */
export function useGrowing(id: string, lasts: boolean): void {
  const { refetch } = useNode(id);
  useEffect(() => {
    void refetch();
    if (!lasts) return undefined;
    const timer = setInterval(() => void refetch({ cancelRefetch: false }), LOOK_AGAIN);
    return () => clearInterval(timer);
  }, [refetch, lasts]);
}

export const useOperations = (id: string) =>
  useQuery({
    queryKey: keys.operations(id),
    queryFn: async () => (await request(operationList, `${at(id)}/operations`)).operations,
  });

export const useXml = (id: string, state: Node['state']) =>
  useQuery({
    queryKey: [...keys.xml(id), state],
    queryFn: ({ signal }) => requestText(`${at(id)}/xml`, signal),
  });

/** What the deletion of each would remove, as it is now: nothing of an earlier answer is kept. */
export const useRemovals = (ids: readonly string[]) =>
  useQueries({
    queries: ids.map((id) => ({
      queryKey: keys.removal(id),
      queryFn: () => request(removal, `${at(id)}/removal`),
      gcTime: 0,
    })),
  });

export const useRuns = () =>
  useQuery({
    queryKey: keys.runs,
    queryFn: () =>
      fetchList(
        keys.runs,
        (run) => run.id,
        async () => (await request(runList, '/runs')).runs,
      ),
  });

export const useHosts = () =>
  useQuery({
    queryKey: keys.hosts,
    queryFn: () =>
      fetchList(
        keys.hosts,
        (host) => host.name,
        async () => (await request(hostList, '/hosts')).hosts,
      ),
  });

export const useOrchestrators = () =>
  useQuery({
    queryKey: keys.orchestrators,
    queryFn: () =>
      fetchList(
        keys.orchestrators,
        (item) => item.name,
        async () => (await request(orchestratorList, '/orchestrators')).orchestrators,
      ),
  });

export const useTemplates = () =>
  useQuery({
    queryKey: keys.templates,
    queryFn: async () => (await request(templateList, '/templates')).templates,
  });

export const useCapacity = () =>
  useQuery({
    queryKey: keys.capacity,
    queryFn: async () => (await request(capacityList, '/capacity')).hosts,
    staleTime: 10_000,
  });

const AUDIT_PAGE = 100;

/** Newest first, a page at a time; asked for again when something was done. */
export const useAudit = () =>
  useInfiniteQuery({
    queryKey: keys.audit,
    initialPageParam: '',
    queryFn: async ({ pageParam: before }) => {
      const query = new URLSearchParams({ limit: String(AUDIT_PAGE), ...(before === '' ? {} : { before }) });
      return (await request(auditList, `/audit?${query.toString()}`)).events;
    },
    getNextPageParam: (page) => (page.length < AUDIT_PAGE ? undefined : page.at(-1)?.id),
    staleTime: 0,
    refetchInterval: 5000,
  });

export const useStorage = () =>
  useQuery({ queryKey: keys.storage, queryFn: () => request(storage, '/storage'), staleTime: 0 });

export const useTokens = () =>
  useQuery({ queryKey: keys.tokens, queryFn: async () => (await request(tokenList, '/tokens')).tokens });

/** Says what a create would make; null without a request that could be asked for. */
export const usePreview = (input: CreateInput | null): UseQueryResult<Preview> =>
  useQuery({
    queryKey: ['preview', input],
    enabled: input !== null,
    gcTime: 0,
    retry: false,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => request(preview, '/nodes/preview', { method: 'POST', body: input, signal }),
  });

export const useCreateNodes = () =>
  useMutation({
    mutationFn: (body: CreateInput) => request(createResponse, '/nodes', { method: 'POST', body }),
    onSuccess: ({ nodes, run, operations }) => {
      for (const node of nodes) put({ kind: 'node', object: node });
      put({ kind: 'run', object: run });
      for (const operation of operations) follow(operation);
    },
  });

export const usePower = () =>
  useMutation({
    mutationFn: ({ id, action }: { readonly id: string; readonly action: PowerAction }) =>
      request(operationResponse, `${at(id)}/actions`, { method: 'POST', body: { action } }),
    onSuccess: ({ operation }) => follow(operation),
  });

export const useDelete = () =>
  useMutation({
    mutationFn: ({ id, orchestrator }: { readonly id: string; readonly orchestrator: boolean }) =>
      request(operationResponse, at(id), { method: 'DELETE', body: { orchestrator } }),
    onSuccess: ({ operation }) => follow(operation),
  });

export const useLogin = () =>
  useMutation({
    mutationFn: (body: { readonly email: string; readonly password: string }) =>
      request(session, '/session', { method: 'POST', body }),
    onSuccess: (opened) => {
      signedOut();
      queryClient.setQueryData(keys.session, opened);
    },
  });

export const useLogout = () =>
  useMutation({
    mutationFn: () => command('/session', { method: 'DELETE' }),
    onSettled: signedOut,
  });

export const useChangePassword = () =>
  useMutation({
    mutationFn: (body: PasswordRequest) => command('/password', { method: 'POST', body }),
  });

export const useCreateToken = () =>
  useMutation({
    mutationFn: (body: { readonly name: string; readonly role: Role; readonly days: number }) =>
      request(newToken, '/tokens', { method: 'POST', body }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.tokens }),
  });

export const useRevokeToken = () =>
  useMutation({
    mutationFn: (id: string) => command(`/tokens/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.tokens }),
  });

export const useLiveState = (): LiveState =>
  useSyncExternalStore(onLiveState, liveState, (): LiveState => 'connecting');

/** Keeps the socket of changes open while the part of the page that asked for it is there. */
export function useLive(): void {
  useEffect(() => openLive(), []);
}

/** Where a boot's log of one port can be fetched as a file. */
export const logAddress = (nodeId: string, boot: number, port: number): string =>
  `/api/v1${at(nodeId)}/boots/${boot}/log/${port}`;

/** What the server found wrong with which field of a request. */
export const fieldErrors = (error: unknown): ReadonlyMap<string, string> => {
  const errors = error instanceof ConsoleError ? error.errors : [];
  return new Map(errors.map((item) => [item.field, item.message]));
};
