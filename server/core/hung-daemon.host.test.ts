import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createRequest, deleteRequest } from '../../lib/contract/node.ts';
import type { Operation } from '../../lib/contract/operation.ts';
import { OPERATOR, TestCore } from '../testing/core.ts';
import { eventually } from '../testing/eventually.ts';
import { PrivateHost } from '../testing/private-host.ts';
import { SimulatorProcess } from '../testing/simulator.ts';

vi.setConfig({ testTimeout: 4 * 60_000, hookTimeout: 3 * 60_000 });

let simulator: SimulatorProcess;

beforeAll(async () => {
  simulator = await SimulatorProcess.start({ listen: '0.0.0.0' });
});
afterAll(() => simulator[Symbol.asyncDispose]());

/** A create that hangs in one of its calls to libvirtd. */
async function hangingCreate({ core }: TestCore, privateHost: PrivateHost, name: string): Promise<Operation> {
  const request = createRequest.parse({ name, memoryMiB: 512, vcpus: 1, diskGiB: 1, start: false });
  const { operations } = await core.nodes.create(request, OPERATOR);
  const [{ id } = { id: '' }] = operations;
  await eventually(
    'the first call',
    async () => (await core.operations.get(id)).state === 'acting' || undefined,
  );
  privateHost.signalDaemon('SIGSTOP');
  return core.operations.get(id);
}

test('libvirtd hangs in a create: a delete cancels it, the console closes, and the deletion finishes afterwards', async () => {
  await using privateHost = await PrivateHost.start();
  const dataDir = await mkdtemp(join(tmpdir(), 'ven-hung-'));
  const options = { installation: 'corehd', simulator: simulator.facts, uri: privateHost.uri, dataDir };
  try {
    const first = await TestCore.open(options);
    await first.settled();
    const before = await first.host.leftovers();

    const broken = await hangingCreate(first, privateHost, 'core-hd1');
    expect(broken.endedAt).toBeNull();
    const removal = await first.core.nodes.remove('core-hd1', deleteRequest.parse({}), OPERATOR);
    // Although the call is never answered.
    expect(await first.ended(broken.id)).toMatchObject({ state: 'failed', error: { code: 'interrupted' } });
    privateHost.signalDaemon('SIGCONT');
    expect(await first.ended(removal.id)).toMatchObject({ state: 'succeeded', error: null });
    expect(await first.core.nodes.list()).toEqual([]);
    expect(await first.host.leftovers()).toEqual(before);

    const unfinished = await hangingCreate(first, privateHost, 'core-hd2');
    expect(unfinished.endedAt).toBeNull();
    await first.close();
    privateHost.signalDaemon('SIGCONT');

    const second = await TestCore.open(options);
    try {
      expect(await second.ended(unfinished.id)).toMatchObject({ state: 'succeeded', error: null });
      const { id } = await second.core.nodes.remove('core-hd2', deleteRequest.parse({}), OPERATOR);
      expect(await second.ended(id)).toMatchObject({ state: 'succeeded' });
      expect(await second.host.leftovers()).toEqual(before);
    } finally {
      await second.close();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});
