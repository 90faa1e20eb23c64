import { randomUUID } from 'node:crypto';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Artefacts, buildArtefacts, type ManifestArtefact } from '../src/artefacts/index.ts';
import { freshVariables, Guest, type GuestOptions } from './support/guest.ts';
import { type Action, OrchestratorStandIn } from './support/orchestrator-stand-in.ts';

const CACHE = path.join(import.meta.dirname, '../../.cache/artefacts');
const MAC = '52:54:00:12:34:56';
const ONBOARDED = { code: 'OK', node_state: 'ONBOARDED', client_id: 'id', client_secret: 'secret', project_id: 'p' };
const UNKNOWN = { code: 'NotFound', message: 'Device not found', closes: 'false' };

let artefacts: Artefacts;
let directory: string;

beforeAll(async () => {
  artefacts = await buildArtefacts({ cacheDirectory: CACHE });
  directory = await mkdtemp(path.join(tmpdir(), 'ven-simulator-guest-'));
}, 300_000);

afterAll(() => rm(directory, { recursive: true, force: true }));

function artefact(name: string): ManifestArtefact & { readonly file: string } {
  const found = artefacts.manifest.artefacts.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no artefact ${name}`);
  return { ...found, file: path.join(artefacts.directory, name) };
}

async function newMachine(serial: string, diskMiB = 256): Promise<GuestOptions> {
  const own = await mkdtemp(path.join(directory, `${serial}-`));
  await freshVariables(own);
  const disk = path.join(own, 'disk.raw');
  const file = await open(disk, 'w');
  await file.truncate(diskMiB * 1024 * 1024);
  await file.close();
  return { directory: own, uuid: randomUUID(), serial, mac: MAC, disk };
}

function microOs(port: number, extra = ''): GuestOptions['directBoot'] {
  return {
    kernel: artefact('vmlinuz-x86_64').file,
    initramfs: artefact('initramfs-x86_64').file,
    commandLine: `console=tty0 console=ttyS1,115200 sim.base=http://10.0.2.2:${port} sim.cluster=test worker_id=${MAC} ${extra}`,
  };
}

function provisioning(image: string): Action[] {
  const { sha256, uncompressed } = artefact(image);
  return [
    { name: 'secure-boot-status-flag-read', secure_boot: 'off' },
    { name: 'erase-non-removable-disk' },
    {
      name: 'stream-os-image',
      image_url: 'IMAGE',
      sha256,
      image_bytes: uncompressed?.bytes ?? 0,
    },
    { name: 'add-apt-proxy' },
    { name: 'cloud-init-ds-identity', hostname: 'host-1234abcd', heartbeat: 1 },
    { name: 'efibootset-for-diskboot', label: 'ubuntu' },
    { name: 'reboot' },
  ];
}

async function standIn(
  image: string,
  more: Partial<Parameters<typeof OrchestratorStandIn.listen>[0]> = {},
): Promise<OrchestratorStandIn> {
  const actions = provisioning(image);
  const orchestrator = await OrchestratorStandIn.listen({
    stream: () => ONBOARDED,
    actions,
    files: { '/images/os.raw.gz': artefact(image).file },
    ...more,
  });
  for (const action of actions) {
    if (action['image_url'] === 'IMAGE') {
      Object.assign(action, { image_url: `http://10.0.2.2:${orchestrator.port}/images/os.raw.gz` });
    }
  }
  return orchestrator;
}

test('a registered node onboards by itself, writes its disk, boots from it and calls home', async () => {
  await using orchestrator = await standIn('ubuntu.raw.gz');
  const machine = await newMachine('VH001N001');
  const t0 = performance.now();
  await using first = await Guest.powerOn({ ...machine, directBoot: microOs(orchestrator.port) });
  await first.ended;
  console.log(((performance.now()-t0)/1000).toFixed(1), 'first ended');
  console.log(orchestrator.requests.map((r) => `${((r.at-t0)/1000).toFixed(2)} ${r.path} ${r.contentType} ${r.body.slice(0,150)}`).join('\n'));
  console.log(first.ports[1].text.slice(-6000)); console.log('S0', first.ports[0].text);
  expect(orchestrator.outcomes.filter((outcome) => outcome.includes('FAILED'))).toEqual([]);
  const t1 = performance.now();
  await using second = await Guest.powerOn(machine);
  await orchestrator.asked('/agent/heartbeat');
  console.log(((performance.now()-t1)/1000).toFixed(1), 'heartbeat');
  for (const port of second.ports) console.log(await port.said('login: '));
  console.log(second.ports[1].text.slice(-9000));
}, 300_000);
