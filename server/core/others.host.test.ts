import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { createRequest, deleteRequest } from '../../lib/contract/node.ts';
import { virsh, virshWith } from '../hypervisor/testing/virsh.ts';
import { OPERATOR, TestCore } from '../testing/core.ts';
import { lastingInstallation, type LastingInstallation } from '../testing/installation.ts';
import { SimulatorProcess } from '../testing/simulator.ts';

vi.setConfig({ testTimeout: 5 * 60_000, hookTimeout: 3 * 60_000 });

let simulator: SimulatorProcess;
beforeAll(async () => {
  simulator = await SimulatorProcess.start({ listen: '0.0.0.0' });
});
afterAll(() => simulator[Symbol.asyncDispose]());

const request = createRequest.parse({ memoryMiB: 512, vcpus: 1, diskGiB: 1, start: false });

/** What the metadata of somebody else's domain may hold: a name that JavaScript has other plans for. */
async function strangerWith(element: string): Promise<void> {
  const name = `foreign-${randomUUID()}`;
  const metadata = `<metadata><${element} xmlns='urn:x'/></metadata><memory unit='MiB'>64</memory>`;
  const xml = `<domain type='qemu'><name>${name}</name>${metadata}<os><type arch='x86_64'>hvm</type></os></domain>`;
  await virshWith(xml, 'define');
  onTestFinished(async () => {
    await virsh('undefine', name);
  });
}

/** Takes the next serial number at the orchestrator, makes a node beside that, and lets somebody rename it. */
async function renamedNode(installation: LastingInstallation, name: string): Promise<string> {
  const console = await TestCore.open(installation);
  const { core, orchestrator } = console;
  await console.settled();
  const [next] = (await core.nodes.preview(request)).nodes;
  const stranger = { serial: next?.serial ?? '', uuid: randomUUID() };
  await orchestrator.register({ ...stranger, name: 'stranger', autoOnboard: true });
  const { nodes, operations } = await core.nodes.create(request, OPERATOR);
  expect(await console.ended(operations[0]?.id ?? '')).toMatchObject({ state: 'succeeded' });
  const [node] = nodes;
  expect(node?.serial).not.toBe(stranger.serial);
  await orchestrator.remove(stranger);
  await virsh('snapshot-create-as', node?.name ?? '', 'layer', '--disk-only');
  await virsh('domrename', node?.name ?? '', name);
  await console.node(name, 'has its new name', ({ id }) => id === node?.id);
  await console.close();
  return node?.id ?? '';
}

test('among unusual domains, a node that was renamed and changed is adopted, and deleted without a trace', async () => {
  for (const element of ['constructor', '__proto__']) await strangerWith(element);
  const installation = await lastingInstallation('coreo', simulator.facts);
  const name = `${installation.installation}-renamed`;
  const id = await renamedNode(installation, name);
  const xml = await virsh('dumpxml', '--inactive', name);
  const plugged = /<interface type='network'>(\s+<mac [^>]+>)\s+<source network=[^>]+>/;
  await virshWith(xml.replace(plugged, "<interface type='user'>$1"), 'define');
  expect(await virsh('dumpxml', name)).toContain("<interface type='user'>");

  const database = join(installation.dataDir, 'another.db');
  const console = await TestCore.open({ ...installation, database });
  const { core, host } = console;
  await console.settled();
  expect(await core.nodes.get(id)).toMatchObject({ name, state: 'shut off', diskGiB: 1 });
  const volumes = (await core.nodes.removal(id)).items.filter(({ kind }) => kind === 'volume');
  expect(new Set(volumes.map((volume) => volume.name))).toEqual(new Set((await host.leftovers()).volumes));
  const { id: removal } = await core.nodes.remove(id, deleteRequest.parse({}), OPERATOR);
  expect(await console.ended(removal)).toMatchObject({ state: 'succeeded' });
  expect(await host.leftovers()).toEqual({ domains: [], networks: [], pools: [], volumes: [] });
  await console.close();
});
