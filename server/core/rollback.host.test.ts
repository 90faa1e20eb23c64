import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import type { Operation } from '../../lib/contract/operation.ts';
import { createRequest, deleteRequest } from '../../lib/contract/node.ts';
import { networkName } from '../hypervisor/index.ts';
import { eventually } from '../testing/eventually.ts';
import { anyText, containing } from '../testing/matching.ts';
import { OPERATOR, TestCore } from '../testing/core.ts';
import { newInstallation } from '../testing/installation.ts';
import { SimulatorProcess } from '../testing/simulator.ts';

vi.setConfig({ testTimeout: 3 * 60_000, hookTimeout: 3 * 60_000 });

let simulator: SimulatorProcess;

beforeAll(async () => {
  simulator = await SimulatorProcess.start({ listen: '0.0.0.0' });
});
afterAll(() => simulator[Symbol.asyncDispose]());

const run = promisify(execFile);
const virsh = async (...args: string[]) =>
  (await run('virsh', ['--connect', 'qemu:///system', ...args])).stdout;

/** A foreign network on the host. */
async function foreignNetwork(directory: string, name: string, subnet: string): Promise<void> {
  const bridge = `vex${randomBytes(3).toString('hex')}`;
  const file = join(directory, 'foreign.xml');
  await writeFile(
    file,
    `<network><name>${name}</name><forward mode='nat'/><bridge name='${bridge}'/>` +
      `<ip address='${subnet}.1' netmask='255.255.255.0'/></network>`,
  );
  await virsh('net-define', file);
  onTestFinished(async () => {
    await virsh('net-destroy', name).catch(() => undefined);
    await virsh('net-undefine', name);
  });
}

async function created(console: TestCore, name: string): Promise<Operation> {
  const fields = { name, memoryMiB: 512, vcpus: 1, diskGiB: 1, start: false };
  const { operations } = await console.core.nodes.create(createRequest.parse(fields), OPERATOR);
  return console.ended(operations[0]?.id ?? '');
}

test('a foreign network of that name: nothing is created, and it is kept', async () => {
  const installation = newInstallation('corex1');
  await using console = await TestCore.open({ installation, simulator: simulator.facts });
  const { core, host, orchestrator } = console;
  await console.settled();
  const name = networkName(installation, 'simulator');
  await foreignNetwork(console.dataDir, name, await host.networks.freeSubnet());
  const before = await host.leftovers();
  for (const node of [`${installation}-a`, `${installation}-b`]) {
    expect(await created(console, node)).toMatchObject({
      state: 'failed',
      error: { code: 'conflict', message: containing(name), fix: anyText },
    });
    expect(await host.leftovers()).toEqual(before);
    const failed = await core.nodes.get(node);
    expect(failed).toMatchObject({ stage: 'failed', deletedAt: anyText, failure: { class: 'host' } });
    // The orchestrator's own controllers take a moment.
    await eventually('the end of its host', async () => {
      const { host: left } = await orchestrator.removalOf(failed);
      return left === null || undefined;
    });
  }
  expect(await core.nodes.list()).toEqual([]);
  expect(await virsh('net-dumpxml', name)).toContain("bridge name='vex");
});

test('a subnet that was taken meanwhile: the next create finds another', async () => {
  const installation = newInstallation('corex2');
  await using console = await TestCore.open({ installation, simulator: simulator.facts });
  const { core, host } = console;
  expect(await created(console, `${installation}-a`)).toMatchObject({ state: 'succeeded' });
  const name = networkName(installation, 'simulator');
  const foreign = `${installation}-foreign`;
  const subnet = /<ip address='(\d+\.\d+\.\d+)\.1'/.exec(await virsh('net-dumpxml', name))?.[1] ?? '';
  await virsh('net-destroy', name);
  await virsh('net-undefine', name);
  await foreignNetwork(console.dataDir, foreign, subnet);
  await virsh('net-start', foreign);
  expect(await created(console, `${installation}-b`)).toMatchObject({ state: 'succeeded' });
  expect(await virsh('net-dumpxml', name)).not.toContain(`${subnet}.1`);
  for (const { id } of await core.nodes.list()) {
    const gone = await core.nodes.remove(id, deleteRequest.parse({}), OPERATOR);
    expect(await console.ended(gone.id)).toMatchObject({ state: 'succeeded' });
  }
  expect(await host.leftovers()).toEqual({ domains: [], networks: [], pools: [], volumes: [] });
});
