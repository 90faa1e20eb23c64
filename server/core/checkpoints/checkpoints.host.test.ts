import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createRequest, deleteRequest } from '../../../lib/contract/node.ts';
import { OPERATOR, TestCore } from '../../testing/core.ts';
import { CoreProcess } from '../../testing/core-process.ts';
import { lastingInstallation } from '../../testing/installation.ts';
import { SimulatorProcess } from '../../testing/simulator.ts';

vi.setConfig({ testTimeout: 4 * 60_000, hookTimeout: 3 * 60_000 });

const run = promisify(execFile);

let simulator: SimulatorProcess;
beforeAll(async () => {
  simulator = await SimulatorProcess.start({ listen: '0.0.0.0' });
});
afterAll(() => simulator[Symbol.asyncDispose]());

/** What a node has on its host. */
async function filesOf({ host }: TestCore, uuid: string) {
  const { nvram } = await host.domains.resources(uuid);
  const disk = await host.storage.volumePath(await host.checkpoints.disk(uuid));
  return { disk, nvram: nvram ?? '', tpm: `/var/lib/libvirt/swtpm/${uuid}/tpm2/tpm2-00.permall` };
}

const layersOf = async ({ host }: TestCore, name: string) =>
  (await host.checkpoints.layers({ pool: null, name })).length;

const io = async (disk: string, command: string) =>
  (await run('qemu-io', ['-f', 'qcow2', '-c', `${command} 1M 64k`, disk])).stdout;

test('kill -9 while a checkpoint is made, while one is deleted, and while its node goes back: all of it is as it was, byte by byte', async () => {
  const options = await lastingInstallation('corepoint', simulator.facts);
  const name = `core-${options.installation}`;
  let uuid: string;
  {
    await using console = await TestCore.open(options);
    const size = { memoryMiB: 512, vcpus: 1, diskGiB: 1 };
    const { nodes, operations } = await console.core.nodes.create(
      createRequest.parse({ name, ...size }),
      OPERATOR,
    );
    uuid = nodes[0]?.uuid ?? '';
    expect(await console.ended(operations[0]?.id ?? '')).toMatchObject({ state: 'succeeded' });
  }
  {
    await using victim = await CoreProcess.start(options);
    await victim.said('node', ({ state }) => state === 'running');
    victim.checkpoint(name, 'a');
    await victim.said('operation', ({ step }) => step?.name === 'freeze-disk');
    await victim.kill();
  }
  const before: Buffer[] = [];
  {
    await using console = await TestCore.open(options);
    await console.node(
      name,
      'runs again',
      ({ state, operation }) => state === 'running' && operation === null,
    );
    expect(await console.core.checkpoints.list(name)).toMatchObject([
      { name: 'a', on: true, onboardsAgain: true },
    ]);
    const { nvram, tpm } = await console.core.checkpoints
      .get(name, 'a')
      .then(({ id }) => ({ nvram: `${name}.~${id}.nvram`, tpm: `${name}.~${id}.tpm` }));
    for (const copy of [nvram, tpm]) before.push((await console.host.storage.readFile(copy)) ?? Buffer.of());
    const made = await console.core.checkpoints.create(name, { name: 'b', note: '' }, OPERATOR);
    expect(await console.ended(made.id)).toMatchObject({ state: 'succeeded' });
  }
  {
    await using victim = await CoreProcess.start(options);
    await victim.said('node', ({ state }) => state === 'running');
    victim.dropCheckpoint(name, 'b');
    await victim.said('operation', ({ step }) => step?.name === 'merge-disk');
    await victim.kill();
  }
  {
    await using console = await TestCore.open(options);
    await console.node(name, 'runs on', ({ state, operation }) => state === 'running' && operation === null);
    const [deleted] = (await console.core.nodes.operations(name)).toReversed();
    expect(deleted).toMatchObject({ kind: 'drop-checkpoint', state: 'succeeded' });
    expect(await console.core.checkpoints.list(name)).toMatchObject([{ name: 'a' }]);
    // The checkpoint's, and what the node writes to since.
    expect(await layersOf(console, name)).toBe(2);
    const { id } = await console.core.nodes.act(name, 'stop', OPERATOR);
    expect(await console.ended(id)).toMatchObject({ state: 'succeeded' });
    const files = await filesOf(console, uuid);
    await io(files.disk, 'write -P 0x22');
    await writeFile(files.nvram, Buffer.alloc(before[0]?.length ?? 0, 0x22));
    await writeFile(files.tpm, Buffer.alloc(10, 0x22));
  }
  {
    await using victim = await CoreProcess.start(options);
    await victim.said('node', ({ state }) => state === 'shut off');
    victim.restore(name, 'a');
    await victim.said('operation', ({ step }) => step?.name === 'go-back');
    await victim.kill();
  }
  await using console = await TestCore.open(options);
  await console.node(name, 'is back', ({ stage, operation }) => stage === 'defined' && operation === null);
  const [last] = (await console.core.nodes.operations(name)).toReversed();
  expect(last).toMatchObject({ kind: 'go-back', state: 'succeeded' });
  const files = await filesOf(console, uuid);
  expect(await io(files.disk, 'read -P 0')).not.toContain('verification failed');
  expect([await readFile(files.nvram), await readFile(files.tpm)]).toEqual(before);
  expect((await console.host.leftovers()).volumes.filter((volume) => volume.includes('~'))).toHaveLength(3);

  await io(files.disk, 'write -P 0x33');
  const dropped = await console.core.checkpoints.remove(name, 'a', OPERATOR);
  expect(await console.ended(dropped.id)).toMatchObject({ state: 'succeeded' });
  expect(await layersOf(console, name)).toBe(1);
  expect(await io((await filesOf(console, uuid)).disk, 'read -P 0x33')).not.toContain('verification failed');

  const removed = await console.core.nodes.remove(name, deleteRequest.parse({}), OPERATOR);
  expect(await console.ended(removed.id)).toMatchObject({ state: 'succeeded' });
  await console.settled();
  expect(await console.host.leftovers()).toMatchObject({ domains: [], networks: [], pools: [], volumes: [] });
});
