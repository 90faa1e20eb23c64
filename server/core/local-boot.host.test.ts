import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { BootSourceInput } from '../../lib/contract/boot-source.ts';
import { IMAGE_PART_BYTES, imageRequest } from '../../lib/contract/image.ts';
import { type CreateInput, createRequest, deleteRequest, type Node } from '../../lib/contract/node.ts';
import { orchestratorRequest } from '../../lib/contract/orchestrator.ts';
import { virsh } from '../hypervisor/testing/virsh.ts';
import { printed } from '../testing/console/recorded.ts';
import { OPERATOR, TestCore } from '../testing/core.ts';
import { newInstallation } from '../testing/installation.ts';
import { containing } from '../testing/matching.ts';
import { builtArtefacts, SimulatorProcess } from '../testing/simulator.ts';

/** Real machines that boot without a network: what only firmware, kernel and a guest can prove of media and seeds. */
const MINUTE = 60_000;
const installation = newInstallation('corel');
let simulator: SimulatorProcess;
let artefacts: string;
let console: TestCore;

beforeAll(async () => {
  artefacts = await builtArtefacts();
  // Nothing here is onboarded.
  simulator = await SimulatorProcess.start();
  console = await TestCore.open({ installation, simulator: simulator.facts });
  await console.settled();
  const admin = { ...OPERATOR, role: 'admin' } as const;
  await console.core.orchestrators.add(orchestratorRequest.parse({ name: 'lab', kind: 'none' }), admin);
}, 5 * MINUTE);

afterAll(async () => {
  await console[Symbol.asyncDispose]();
  await simulator[Symbol.asyncDispose]();
}, 2 * MINUTE);

async function addImage(name: string): Promise<void> {
  const bytes = await readFile(join(artefacts, name));
  const { images } = console.core;
  const { id } = await images.begin(imageRequest.parse({ name, bytes: bytes.length }), OPERATOR);
  for (let at = 0; at < bytes.length; at += IMAGE_PART_BYTES)
    await images.part(id, at, bytes.subarray(at, at + IMAGE_PART_BYTES), OPERATOR);
}

/** A storage pool of somebody else, with a file of theirs. */
async function theirPool() {
  const name = `pool-${installation}`;
  const folder = await mkdtemp(join(tmpdir(), 'ven-pool-'));
  // QEMU runs as another user.
  await chmod(folder, 0o755);
  await writeFile(join(folder, 'theirs.img'), 'theirs');
  await virsh('pool-define-as', name, 'dir', '--target', folder);
  onTestFinished(async () => {
    await virsh('pool-destroy', name);
    await virsh('pool-undefine', name);
    await rm(folder, { recursive: true });
  });
  await virsh('pool-start', name);
  return { name, folder };
}

/** Becomes ready by its login prompt, of which the text is returned. */
async function booted(
  name: string,
  bootSource: BootSourceInput,
  more: Pick<CreateInput, 'machine' | 'pool'> = {},
): Promise<string> {
  const size = { memoryMiB: 1024, vcpus: 1, diskGiB: 1 };
  const { nodes, operations } = await console.core.nodes.create(
    createRequest.parse({ name, ...size, bootSource, ...more }),
    OPERATOR,
  );
  expect(nodes[0]).toMatchObject({ orchestrator: 'lab' });
  expect(await console.ended(operations[0]?.id ?? '')).toMatchObject({ state: 'succeeded', error: null });
  const isOver = ({ readyAt, failure }: Node) => readyAt !== null || failure !== null;
  const node = await console.node(name, 'is ready', isOver, 5 * MINUTE);
  expect(node).toMatchObject({ stage: 'ready', failure: null });
  expect(node.stages.map(({ stage }) => stage)).toEqual(
    expect.arrayContaining(['defined', 'powered-on', 'firmware', 'os-boot', 'ready']),
  );
  expect(node.stages.map(({ stage }) => stage)).not.toContain('http-boot');
  return (await printed(console, name, 0)).toString();
}

async function removed(name: string): Promise<void> {
  const { id } = await console.core.nodes.remove(name, deleteRequest.parse({}), OPERATOR);
  expect(await console.ended(id)).toMatchObject({ state: 'succeeded' });
}

test(
  'a cloud image on a SATA disk in another pool reads its seed, an ISO image boots from a USB disk and a CD-ROM, and only the images stay',
  { timeout: 9 * MINUTE },
  async () => {
    const names = ['cloud.raw', 'cloud.iso'];
    for (const name of names) await addImage(name);
    const [cloud, usb, cd] = [`${installation}-cloud`, `${installation}-usb`, `${installation}-cd`];
    const pool = await theirPool();
    const seed = { user: 'edge', password: randomBytes(9).toString('hex') };
    const elsewhere = { machine: { diskBus: 'sata' }, pool: pool.name } as const;
    const [ofCloud, ofUsb] = await Promise.all([
      booted(cloud, { kind: 'cloud-image', image: 'cloud.raw', seed }, elsewhere),
      booted(usb, { kind: 'medium', image: 'cloud.iso', attachment: 'usb' }),
    ]);
    expect(ofCloud).toContain(`${cloud} login: `);
    expect(await virsh('domblklist', cloud)).toMatch(new RegExp(`sda +${pool.folder}/`));
    for (const text of [ofUsb, await booted(cd, { kind: 'medium', image: 'cloud.iso' })])
      expect(text).toContain('localhost login: ');
    await expect(console.core.images.remove('cloud.raw', OPERATOR)).rejects.toMatchObject({
      code: 'conflict',
      message: containing(cloud),
    });
    for (const name of [cloud, usb, cd]) await removed(name);
    expect(await readdir(pool.folder)).toEqual(['theirs.img']);
    const { domains, networks, volumes } = await console.host.leftovers();
    expect({ domains, networks, volumes }).toEqual({
      ...{ domains: [], networks: [] },
      volumes: names.map((name) => `_image-${name}`).sort(),
    });
    for (const name of names) await console.core.images.remove(name, OPERATOR);
    expect(await console.host.leftovers()).toEqual({ domains: [], networks: [], pools: [], volumes: [] });
  },
);
