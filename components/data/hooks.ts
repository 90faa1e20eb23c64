import { allows, type Permission } from '../../lib/domain/permission.ts';
import { useEffect, useSyncExternalStore } from 'react';
import {
  keepPreviousData,
  useMutation,
  skipToken,
  useQuery,
  type UseQueryResult,
} from '@tanstack/react-query';
import {
  accountRequests,
  capacityRequest,
  hostRequests,
  nodeRequests,
  orchestratorRequests,
  runRequests,
  storageRequest,
  templateRequests,
  bootLogPath,
  type LiveState,
} from 'ven-client';
import { ConsoleError } from '../../lib/contract/error.ts';
import type { CreateInput, Node, NodeDetail, PowerAction, Preview } from '../../lib/contract/node.ts';
import type { NodeEdit } from '../../lib/contract/node-edit.ts';
import type { Run } from '../../lib/contract/run.ts';
import type { Repair } from '../../lib/domain/preflight.ts';
import { client, http, shareBase } from './client.ts';
import { keys } from './keys.ts';
import { liveState, onLiveState, openLive } from './live.ts';
import { fetchList, fetchNode, fetchNodes, follow, put, queryClient, signedOut } from './store.ts';

const accountApi = accountRequests(http);
const capacity = capacityRequest(http);
const hostsApi = hostRequests(http);
const nodesApi = nodeRequests(http);
const orchestratorsApi = orchestratorRequests(http);
const runsApi = runRequests(http);
const storage = storageRequest(http);
const templatesApi = templateRequests(http);

/** Guests of share links have none of these. */
const hasAccount = shareBase() === '';

export const useSession = () =>
  useQuery({ queryKey: keys.session, queryFn: () => accountApi.session.get(), enabled: hasAccount });

/** Whether the signed-in user may do it; the server decides, but the page does not offer what it would refuse. */
export function useAllowed(permission: Permission): boolean {
  const { data } = useSession();
  return data !== undefined && allows(data.user.role, permission);
}

export const useNodes = (): UseQueryResult<readonly Node[]> =>
  useQuery({
    queryKey: keys.nodes,
    queryFn: () => fetchNodes(() => nodesApi.list()),
  });

/** Deleted nodes, most recent first; their boots and logs are kept. */
export const useDeletedNodes = (): UseQueryResult<readonly Node[]> =>
  useQuery({
    queryKey: keys.deletedNodes,
    queryFn: async () => {
      const nodes = await nodesApi.list(true);
      return nodes.toSorted((one, other) => (other.deletedAt ?? '').localeCompare(one.deletedAt ?? ''));
    },
  });

export const useNode = (id: string): UseQueryResult<NodeDetail> =>
  useQuery({ queryKey: keys.node(id), queryFn: () => fetchNode(() => nodesApi.get(id)) });

/** For what is asked once, of a node that may be deleted; null asks for nothing. */
export const useNodeOf = (id: string | null): UseQueryResult<NodeDetail> =>
  useQuery({
    queryKey: ['node-of', id],
    queryFn: id === null ? skipToken : () => nodesApi.get(id),
    gcTime: 0,
    retry: false,
  });

export const useRunOf = (id: string | null): UseQueryResult<Run> =>
  useQuery({
    queryKey: ['run-of', id],
    queryFn: id === null ? skipToken : () => runsApi.get(id),
    gcTime: 0,
    retry: false,
  });

const LOOK_AGAIN = 3000;

/** Data without change events (log lengths, workflow steps): fetched now, and again while it grows. */
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
    queryFn: () => nodesApi.operations(id),
  });

export const useXml = (id: string, state: Node['state']) =>
  useQuery({
    queryKey: [...keys.xml(id), state],
    queryFn: ({ signal }) => nodesApi.xml(id, { signal }),
  });

/** Read again with every change of the state; a running firmware or OS may change them at any time. */
export const useEfiVariables = (id: string, state: Node['state']) =>
  useQuery({
    queryKey: [...keys.efiVariables(id), state],
    queryFn: ({ signal }) => nodesApi.efiVariables(id, { signal }),
    staleTime: 0,
    retry: false,
  });

/** Read again after every operation, with which the machine may have changed. */
export const useHardware = ({ id, state, name, operation }: Node) =>
  useQuery({
    queryKey: [...keys.hardware(id), state, name, operation?.id ?? ''],
    queryFn:
      state === 'no domain' || state === 'no state'
        ? skipToken
        : ({ signal }) => nodesApi.hardware(id, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 0,
    retry: false,
  });

export const useRuns = () =>
  useQuery({
    queryKey: keys.runs,
    queryFn: () => fetchList(keys.runs, (run) => run.id, runsApi.list),
  });

export const useHosts = () =>
  useQuery({
    queryKey: keys.hosts,
    queryFn: () => fetchList(keys.hosts, (host) => host.name, hostsApi.list),
    enabled: hasAccount,
  });

/** Networks, bridges and pools; null host: none yet. */
export const useHostResources = (host: string | undefined) =>
  useQuery({
    queryKey: keys.hostResources(host ?? ''),
    queryFn: host === undefined ? skipToken : () => hostsApi.resources(host),
    staleTime: 10_000,
  });

export const useOrchestrators = () =>
  useQuery({
    queryKey: keys.orchestrators,
    queryFn: () => fetchList(keys.orchestrators, (item) => item.name, orchestratorsApi.list),
    enabled: hasAccount,
  });

export const useTemplates = () =>
  useQuery({
    queryKey: keys.templates,
    queryFn: templatesApi.list,
  });

export const useCapacity = () =>
  useQuery({
    queryKey: keys.capacity,
    queryFn: () => capacity(),
    staleTime: 10_000,
  });

export const useStorage = () => useQuery({ queryKey: keys.storage, queryFn: storage, staleTime: 0 });

export const useTokens = () => useQuery({ queryKey: keys.tokens, queryFn: accountApi.tokens.list });

/** What a create would make; null without a valid request. */
export const usePreview = (input: CreateInput | null): UseQueryResult<Preview> =>
  useQuery({
    queryKey: ['preview', input],
    gcTime: 0,
    retry: false,
    placeholderData: keepPreviousData,
    queryFn: input === null ? skipToken : ({ signal }) => nodesApi.preview(input, { signal }),
  });

export const useCreateNodes = () =>
  useMutation({
    mutationFn: nodesApi.create,
    onSuccess: ({ nodes, run, operations }) => {
      for (const node of nodes) put({ kind: 'node', object: node });
      put({ kind: 'run', object: run });
      for (const operation of operations) follow(operation);
    },
  });

export const usePower = () =>
  useMutation({
    mutationFn: ({ id, action }: { readonly id: string; readonly action: PowerAction }) =>
      nodesApi.act(id, action),
    onSuccess: follow,
  });

export const useEditNode = () =>
  useMutation({
    mutationFn: ({ id, edit }: { readonly id: string; readonly edit: NodeEdit }) => nodesApi.edit(id, edit),
    onSuccess: follow,
  });

export const useReprovision = () => useMutation({ mutationFn: nodesApi.reprovision, onSuccess: follow });

/** The steps of the check before a power-on, as they end. */
export const preflightOf = (node: string, signal: AbortSignal) => nodesApi.preflight(node, { signal });

export const preflightOfCreate = (input: CreateInput, signal: AbortSignal) =>
  nodesApi.preflightOf(input, { signal });

export const useRepair = (node: string) =>
  useMutation({ mutationFn: (repair: Repair) => nodesApi.repair(node, repair) });

export const useLogin = () =>
  useMutation({
    mutationFn: async (body: { readonly email: string; readonly password: string }) => {
      await accountApi.session.open(body);
      return accountApi.session.get();
    },
    onSuccess: (opened) => {
      signedOut();
      queryClient.setQueryData(keys.session, opened);
    },
  });

export const useLogout = () =>
  useMutation({
    mutationFn: accountApi.session.close,
    onSettled: signedOut,
  });

export const useChangePassword = () =>
  useMutation({
    mutationFn: accountApi.changePassword,
  });

export const useCreateToken = () =>
  useMutation({
    mutationFn: accountApi.tokens.create,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.tokens }),
  });

export const useRevokeToken = () =>
  useMutation({
    mutationFn: accountApi.tokens.revoke,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.tokens }),
  });

export const useLiveState = (): LiveState =>
  useSyncExternalStore(onLiveState, liveState, (): LiveState => 'connecting');

/** Keeps the live feed open while the component is mounted. */
export function useLive(): void {
  useEffect(() => openLive(), []);
}

/** The URL of a boot's log of one port. */
export const logAddress = (nodeId: string, boot: number, port: number): string =>
  `${client.url}/api/v1${bootLogPath(nodeId, boot, port)}`;

/** The server's error for each field of a request. */
export const fieldErrors = (error: unknown): ReadonlyMap<string, string> => {
  const errors = error instanceof ConsoleError ? error.errors : [];
  return new Map(errors.map((item) => [item.field, item.message]));
};
