import { QueryClient } from '@tanstack/react-query';
import { newer, type Revised } from 'ven-client';
import type { Change } from '../../lib/contract/live.ts';
import type { Image, ImageList, ImageUpload } from '../../lib/contract/image.ts';
import type { Bulk } from '../../lib/contract/bulk.ts';
import type { DiagnosisState } from '../../lib/contract/diagnosis.ts';
import type { DomainsChanged, HostDomain } from '../../lib/contract/host-domain.ts';
import type { Host } from '../../lib/contract/host.ts';
import type { Orchestrator } from '../../lib/contract/orchestrator.ts';
import type { Node, NodeDetail } from '../../lib/contract/node.ts';
import type { Notice } from '../../lib/contract/notice.ts';
import { Listeners } from '../../lib/listeners.ts';
import type { Operation } from '../../lib/contract/operation.ts';
import type { Presence } from '../../lib/contract/presence.ts';
import type { Run } from '../../lib/contract/run.ts';
import { changedList, joinDetail, laterState, mergeList, place } from './cache.ts';
import { isUnreachable } from './client.ts';
import { keys } from './keys.ts';
import { putPresented } from './presented.ts';

const TRIES = 3;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // The live feed reports changes; lists are fetched again after it was down.
      staleTime: Infinity,
      refetchOnWindowFocus: false,
      retry: (failures, error) =>
        // A refusal would be repeated; only a missing response is worth a retry.
        failures < TRIES && isUnreachable(error),
    },
  },
});

/** The list fetches in progress; a change that arrives meanwhile is noted in each. */
const fetching = new Set<Set<string>>();

/** Fetches a list and merges it with the changes that overtook it. */
export async function fetchList<T extends Revised>(
  queryKey: readonly string[],
  key: (item: T) => string,
  fetched: () => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const touched = new Set<string>();
  fetching.add(touched);
  try {
    const list = await fetched();
    return mergeList(queryClient.getQueryData<readonly T[]>(queryKey) ?? [], list, key, touched);
  } finally {
    fetching.delete(touched);
  }
}

/** The latest state received of each node, including its deletion: a pending response may be older. */
const received = new Map<string, Node>();

/** Images and uploads come in one answer. */
export async function fetchImages(fetched: () => Promise<ImageList>): Promise<ImageList> {
  const touched = new Set<string>();
  fetching.add(touched);
  try {
    const { images, uploads } = await fetched();
    const before = queryClient.getQueryData<ImageList>(keys.images);
    return {
      images: [...mergeList(before?.images ?? [], images, (image) => image.name, touched)],
      uploads: [...mergeList(before?.uploads ?? [], uploads, (upload) => upload.id, touched)],
    };
  } finally {
    fetching.delete(touched);
  }
}

export const fetchNodes = (fetched: () => Promise<readonly Node[]>): Promise<readonly Node[]> =>
  fetchList<Node>(
    keys.nodes,
    (node) => node.id,
    async () =>
      (await fetched())
        .map((node) => newer(received.get(node.id), node))
        .filter(({ deletedAt }) => deletedAt === null),
  );

export async function fetchNode(fetched: () => Promise<NodeDetail>): Promise<NodeDetail> {
  const detail = await fetched();
  return joinDetail(detail, received.get(detail.id));
}

function putIntoList<T extends Revised>(
  queryKey: readonly string[],
  object: T,
  key: (item: T) => string,
): void {
  for (const touched of fetching) touched.add(key(object));
  queryClient.setQueryData<readonly T[]>(queryKey, (list) =>
    list ? place(list, object, (one, other) => key(one) === key(other)) : list,
  );
}

function putNode(node: Node): void {
  if (newer(received.get(node.id), node) !== node) return;
  received.set(node.id, node);
  if (node.deletedAt === null) putIntoList(keys.nodes, node, (item) => item.id);
  else {
    void queryClient.invalidateQueries({ queryKey: keys.deletedNodes });
    queryClient.setQueryData<readonly Node[]>(keys.nodes, (list) =>
      list?.filter((item) => item.id !== node.id),
    );
  }
  const before = queryClient.getQueryData<NodeDetail>(keys.node(node.id));
  if (!before) return;
  queryClient.setQueryData<NodeDetail>(keys.node(node.id), joinDetail(before, node));
  // Boots (log lengths, ends) arrive only with the whole node.
  if (before.bootNumber !== node.bootNumber || before.state !== node.state)
    void queryClient.invalidateQueries({ queryKey: keys.node(node.id) });
}

function changeImages(key: string, change: (before: ImageList) => Partial<ImageList>): void {
  for (const touched of fetching) touched.add(key);
  queryClient.setQueryData<ImageList>(keys.images, (before) => before && { ...before, ...change(before) });
}

const putImage = (image: Image): void =>
  changeImages(image.name, ({ images }) => ({
    images: place(images, image, (one, other) => one.name === other.name).toSorted((one, other) =>
      one.name < other.name ? -1 : 1,
    ),
  }));

/** A failed upload stays until it is dismissed, or the list is fetched again. */
function putUpload(upload: ImageUpload): void {
  changeImages(upload.id, ({ uploads }) => ({
    uploads:
      upload.image === null
        ? [...place(uploads, upload, (one, other) => one.id === other.id)]
        : uploads.filter(({ id }) => id !== upload.id),
  }));
}

type ImageChange = Extract<Change, { kind: 'image' | 'image-removed' | 'image-upload' }>;

function putOfImages(change: ImageChange): void {
  if (change.kind === 'image') putImage(change.object);
  else if (change.kind === 'image-upload') putUpload(change.object);
  else {
    const { name } = change.object;
    changeImages(name, ({ images }) => ({ images: images.filter((image) => image.name !== name) }));
  }
}

export const dismissUpload = (id: string): void =>
  changeImages(id, ({ uploads }) => ({ uploads: uploads.filter((each) => each.id !== id) }));

const ended = new Set<(bulk: Bulk) => void>();
const mineInBulk = new Set<string>();

/** Reports the end of every bulk action requested in this window. */
export function onBulkEnd(listener: (bulk: Bulk) => void): () => void {
  ended.add(listener);
  return () => ended.delete(listener);
}

/** Notes that this window requested it, so that it reports the outcome. */
export function followBulk(bulk: Bulk): void {
  mineInBulk.add(bulk.id);
  putBulk(bulk);
}

function putBulk(bulk: Bulk): void {
  putIntoList<Bulk>(keys.bulks, bulk, (item) => item.id);
  if (bulk.endedAt === null || !mineInBulk.delete(bulk.id)) return;
  for (const listener of ended) listener(bulk);
}

const outcomes = new Set<(operation: Operation) => void>();
const mine = new Set<string>();

/** Reports the end of every operation requested in this window. */
export function onOutcome(listener: (operation: Operation) => void): () => void {
  outcomes.add(listener);
  return () => outcomes.delete(listener);
}

/** Notes that this window requested an operation, so that it reports the outcome. */
export function follow(operation: Operation): void {
  if (operation.endedAt === null) mine.add(operation.id);
  else for (const listener of outcomes) listener(operation);
}

const CHANGES_CHECKPOINTS = new Set<Operation['kind']>(['checkpoint', 'go-back', 'drop-checkpoint']);

/** A machine that is off gets a disk before a page has noticed that an operation runs. */
const CHANGES_DEVICES: ReadonlySet<Operation['kind']> = new Set([
  'attach-disk',
  'detach-disk',
  'attach-nic',
  'detach-nic',
]);

function putOperation(operation: Operation): void {
  queryClient.setQueryData<readonly Operation[]>(keys.operations(operation.nodeId), (list) => {
    if (!list) return list;
    const index = list.findIndex((item) => item.id === operation.id);
    if (index === -1) return [operation, ...list];
    return laterState(list[index]?.state, operation.state) ? list.with(index, operation) : list;
  });
  if (CHANGES_CHECKPOINTS.has(operation.kind))
    void queryClient.invalidateQueries({ queryKey: keys.checkpoints(operation.nodeId) });
  if (CHANGES_DEVICES.has(operation.kind))
    for (const key of [keys.hardware(operation.nodeId), keys.xml(operation.nodeId)])
      void queryClient.invalidateQueries({ queryKey: key });
  if (operation.endedAt === null || !mine.delete(operation.id)) return;
  for (const listener of outcomes) listener(operation);
}

const noticed = new Listeners<Notice>();

/** Calls the listener with what happens that people have themselves told. */
export const onNotice = (listener: (notice: Notice) => void): (() => void) => noticed.add(listener);

const leaving = new Set<() => void>();

/** Calls the listener when the signed-in user may have changed; returns a function that removes it. */
export function onSignedOut(listener: () => void): () => void {
  leaving.add(listener);
  return () => leaving.delete(listener);
}

/** Nothing that one user has loaded is kept for the next. */
export function signedOut(): void {
  queryClient.clear();
  received.clear();
  mine.clear();
  for (const listener of leaving) listener();
}

/** Of a boot that is looked at; a pending answer may be older. */
export function putDiagnosis(arrived: DiagnosisState): DiagnosisState {
  const queryKey = keys.diagnosis(arrived.node, arrived.boot);
  const state = newer(queryClient.getQueryData<DiagnosisState>(queryKey), arrived);
  if (queryClient.getQueryState(queryKey) !== undefined) queryClient.setQueryData(queryKey, state);
  return state;
}

/** Refetches what was unavailable while a host was unreachable. */
function askFailedAgain(): void {
  void queryClient.invalidateQueries({ predicate: (query) => query.state.status === 'error' });
}

/** A list that is being fetched may lack the change: then it is fetched again. */
function putDomains({ host, now }: DomainsChanged): void {
  const queryKey = keys.domains(host);
  if (now === null || queryClient.isFetching({ queryKey, exact: true }) > 0) {
    void queryClient.invalidateQueries({ queryKey });
    return;
  }
  queryClient.setQueryData<readonly HostDomain[]>(queryKey, (list) => list && changedList(list, now));
  const touched = new Set([...now.removed, ...now.domains.flatMap(({ uuid, name }) => [uuid, name])]);
  // What is shown of one of them: by UUID or name, and its XML.
  void queryClient.invalidateQueries({
    queryKey,
    predicate: ({ queryKey: [, , domain] }) => typeof domain === 'string' && touched.has(domain),
  });
}

/** What a host may take is not in its load, which changes all the time, but in its state and settings. */
function roomChanges({ name, state, settings }: Host): boolean {
  const before = queryClient.getQueryData<Host[]>(keys.hosts)?.find((host) => host.name === name);
  return before?.state !== state || JSON.stringify(before.settings) !== JSON.stringify(settings);
}

function askObjectsAgain(host: string): void {
  for (const key of ['host-resources', 'host-volumes', 'host-network', 'volumes'])
    void queryClient.invalidateQueries({ queryKey: [key, host] });
}

function dropFromList(queryKey: readonly string[], name: string): void {
  for (const touched of fetching) touched.add(name);
  queryClient.setQueryData<readonly { readonly name: string }[]>(queryKey, (all) =>
    all?.filter((each) => each.name !== name),
  );
}

function askAgain(...these: readonly (readonly string[])[]): void {
  for (const queryKey of these) void queryClient.invalidateQueries({ queryKey });
}

/** The only place where the live feed updates the cache. */
export function put(change: Change): void {
  if (change.kind === 'presence') putPresence(change.object);
  else putObject(change);
}

const putPresence = (presence: Presence): void =>
  void queryClient.setQueryData<Presence>(keys.presence(presence.node), (before) => newer(before, presence));

function putObject(change: Exclude<Change, { kind: 'presence' }>): void {
  switch (change.kind) {
    case 'node':
      putNode(change.object);
      break;
    case 'host':
      if (roomChanges(change.object)) void queryClient.invalidateQueries({ queryKey: keys.capacity });
      putIntoList<Host>(keys.hosts, change.object, (item) => item.name);
      if (change.object.state === 'connected') askFailedAgain();
      break;
    case 'domains':
      putDomains(change.object);
      break;
    case 'host-objects':
      askObjectsAgain(change.object.host);
      break;
    case 'run':
      putIntoList<Run>(keys.runs, change.object, (item) => item.id);
      break;
    case 'schedule':
    case 'schedule-removed':
      askAgain(keys.schedules, keys.schedule(change.object.name));
      break;
    case 'diagnosis':
      putDiagnosis(change.object);
      break;
    case 'bulk':
      putBulk(change.object);
      break;
    case 'orchestrator':
      putIntoList<Orchestrator>(keys.orchestrators, change.object, (item) => item.name);
      break;
    case 'host-removed':
    case 'orchestrator-removed':
      dropFromList(change.kind === 'host-removed' ? keys.hosts : keys.orchestrators, change.object.name);
      break;
    case 'template':
    case 'template-removed':
      // Fetched again: the server decides their order, and how many fit.
      askAgain(keys.templates, keys.capacity, keys.template(change.object.name));
      break;
    case 'image':
    case 'image-removed':
    case 'image-upload':
      putOfImages(change);
      break;
    case 'presentation':
    case 'presentation-ended':
    case 'demo':
      putPresented(queryClient, change);
      break;
    case 'notice':
      noticed.notify(change.object);
      break;
    case 'operation':
      putOperation(change.object);
      // Starts and ends are in the audit trail too, which may be on screen.
      void queryClient.invalidateQueries({ queryKey: keys.audit });
      break;
  }
}
