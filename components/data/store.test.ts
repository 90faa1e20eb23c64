import { DEFAULT_MACHINE } from '../../lib/contract/machine.ts';
import { afterEach, describe, expect, it } from 'vitest';
import type { Boot } from '../../lib/contract/boot.ts';
import type { Image, ImageList, ImageUpload } from '../../lib/contract/image.ts';
import type { Node, NodeDetail } from '../../lib/contract/node.ts';
import { keys } from './keys.ts';
import {
  dismissUpload,
  fetchImages,
  fetchNode,
  fetchNodes,
  put,
  putDiagnosis,
  queryClient,
  signedOut,
} from './store.ts';

const AT = '2026-01-01T00:00:00.000Z';

const node = (part: Partial<Node>): Node => ({
  id: 'a',
  name: 'edge-1',
  uuid: '4b0c6d1e-0000-4000-8000-000000000001',
  serial: 'LAB001',
  mac: '52:54:00:00:00:01',
  host: 'local',
  template: 'ubuntu',
  templateVersion: 1,
  orchestrator: null,
  flow: 'nio',
  bootSource: { kind: 'uefi-http' },
  vcpus: 2,
  memoryMiB: 2048,
  diskGiB: 16,
  machine: DEFAULT_MACHINE,
  networkKind: 'own',
  network: 'ven-net',
  pool: null,
  runId: 'run',
  state: 'running',
  stage: 'firmware',
  failure: null,
  progress: null,
  stages: [],
  bootNumber: 1,
  address: null,
  expectedStages: [],
  orchestratorView: null,
  answering: null,
  inputRefused: [],
  faults: [],
  operation: null,
  createdAt: AT,
  createdBy: 'a@example.org',
  readyAt: null,
  deletedAt: null,
  note: '',
  labels: [],
  revision: 1,
  ...part,
});

const SETTINGS: NodeDetail['settings'] = {
  ...{ osProfile: null, details: {}, ready: null, reported: true },
  recovery: { rebootAtIpxe: false, resetAtShell: false, retries: 0 },
  checkpointAt: null,
};

const boot = (part: Partial<Boot>): Boot => ({
  id: 'boot',
  number: 1,
  startedAt: AT,
  endedAt: null,
  endReason: null,
  checkpoint: null,
  steps: [],
  pinned: null,
  stages: [],
  failure: null,
  ports: [],
  ...part,
});

const tell = (part: Partial<Node>): void => put({ kind: 'node', object: node(part) });
const cachedNodes = () => queryClient.getQueryData<readonly Node[]>(keys.nodes);

afterEach(signedOut);

describe('a node that was requested', () => {
  /** The answer is under way while the changes are told. */
  const answeredAfter = async (changes: () => void, answer: NodeDetail): Promise<NodeDetail> =>
    await fetchNode(() => {
      changes();
      return Promise.resolve(answer);
    });

  it('keeps newer changes, and takes the boots of the response', async () => {
    const started = { stage: 'firmware', basis: 'observed', startedAt: AT, endedAt: null } as const;
    const stages: Node['stages'] = [
      { ...started, outcome: 'running', evidence: null, progress: null, statuses: [] },
    ];
    const detail = await answeredAfter(() => tell({ state: 'shut off', revision: 7, stages }), {
      ...node({ revision: 6 }),
      boots: [boot({ endedAt: AT, endReason: 'destroyed' })],
      settings: SETTINGS,
    });
    expect(detail).toMatchObject({ state: 'shut off', revision: 7 });
    expect(detail.boots).toMatchObject([{ endReason: 'destroyed', stages }]);
  });

  it('is the response when that is newer than the changes', async () => {
    const detail = await answeredAfter(() => tell({ revision: 5 }), {
      ...node({ state: 'paused', revision: 6 }),
      boots: [],
      settings: SETTINGS,
    });
    expect(detail.state).toBe('paused');
  });

  it('is the response when the node is deleted, which has no revision', async () => {
    const detail = await answeredAfter(() => tell({ revision: 5 }), {
      ...node({ revision: 0, deletedAt: AT, state: 'no domain' }),
      boots: [boot({})],
      settings: SETTINGS,
    });
    expect(detail).toMatchObject({ deletedAt: AT, state: 'no domain' });
  });
});

describe('the list of nodes', () => {
  it('does not restore a node that was deleted while the list was loading', async () => {
    queryClient.setQueryData(keys.nodes, [node({}), node({ id: 'b' })]);
    const list = await fetchNodes(() => {
      tell({ revision: 3, deletedAt: AT, state: 'no domain' });
      return Promise.resolve([node({ revision: 2 }), node({ id: 'b' })]);
    });
    expect(list.map(({ id }) => id)).toEqual(['b']);
  });

  it('includes changes that arrived before the list', async () => {
    const list = await fetchNodes(() => {
      tell({ revision: 3, state: 'paused' });
      return Promise.resolve([node({ revision: 2 })]);
    });
    expect(list).toMatchObject([{ revision: 3, state: 'paused' }]);
  });

  it('takes no older copy, not even from the answer to a create that came late', () => {
    queryClient.setQueryData(keys.nodes, [node({})]);
    tell({ revision: 3, deletedAt: AT, state: 'no domain' });
    tell({ revision: 2 });
    expect(cachedNodes()).toEqual([]);
  });
});

describe('images', () => {
  const upload = (part: Partial<ImageUpload>): ImageUpload => ({
    ...{ id: 'u', name: 'disk', host: 'local', bytes: 10, received: 0, startedAt: AT, startedBy: 'a@b' },
    ...{ image: null, failure: null, revision: 1 },
    ...part,
  });
  const image = (part: Partial<Image>): Image => ({
    ...{ name: 'disk', host: 'local', kind: 'raw', bytes: 10, diskBytes: 10, sha256: null, usedBy: [] },
    ...{ createdAt: AT, createdBy: 'a@b', revision: 3 },
    ...part,
  });
  const cached = () => queryClient.getQueryData<ImageList>(keys.images);
  const loaded = async (list: ImageList, meanwhile: () => void = () => undefined) => {
    const fetched = fetchImages(() => {
      meanwhile();
      return Promise.resolve(list);
    });
    queryClient.setQueryData(keys.images, await fetched);
  };

  it('an upload goes on, and becomes an image', async () => {
    await loaded({ images: [], uploads: [upload({})] });
    put({ kind: 'image-upload', object: upload({ received: 5, revision: 2 }) });
    put({ kind: 'image-upload', object: upload({ received: 1, revision: 1 }) });
    expect(cached()?.uploads).toMatchObject([{ received: 5 }]);
    put({ kind: 'image-upload', object: upload({ image: image({}), revision: 4 }) });
    put({ kind: 'image', object: image({}) });
    put({ kind: 'image', object: image({ name: 'a' }) });
    expect(cached()).toMatchObject({ images: [{ name: 'a' }, { name: 'disk' }], uploads: [] });
    put({ kind: 'image-removed', object: { name: 'a' } });
    expect(cached()?.images).toHaveLength(1);
  });

  it('a failed upload stays until it is dismissed', async () => {
    await loaded({ images: [], uploads: [] });
    const failure = { message: 'Cancelled.', fix: 'Begin again.' };
    put({ kind: 'image-upload', object: upload({ failure, revision: 2 }) });
    expect(cached()?.uploads).toMatchObject([{ failure }]);
    dismissUpload('u');
    expect(cached()?.uploads).toEqual([]);
  });

  it('a list that was under way does not take back what came meanwhile', async () => {
    await loaded({ images: [image({ revision: 1 })], uploads: [] });
    await loaded({ images: [image({ revision: 2 })], uploads: [] }, () => {
      put({ kind: 'image', object: image({ usedBy: ['edge'], revision: 5 }) });
      put({ kind: 'image-upload', object: upload({}) });
    });
    expect(cached()).toMatchObject({ images: [{ usedBy: ['edge'] }], uploads: [{ id: 'u' }] });
  });
});

it('a verdict that is being made, and the answer from before it that comes late', () => {
  const state = { node: 'a', boot: 1, diagnosis: null, running: false, revision: 1 };
  const cached = () => queryClient.getQueryData(keys.diagnosis('a', 1));
  put({ kind: 'diagnosis', object: state });
  // Nobody looks at it.
  expect(cached()).toBeUndefined();
  queryClient.setQueryData(keys.diagnosis('a', 1), state);
  put({ kind: 'diagnosis', object: { ...state, running: true, revision: 2 } });
  expect(cached()).toMatchObject({ running: true });
  expect(putDiagnosis(state)).toMatchObject({ running: true, revision: 2 });
  put({ kind: 'diagnosis', object: { ...state, boot: 2, revision: 3 } });
  expect(cached()).toMatchObject({ running: true });
});
