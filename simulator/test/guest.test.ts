import { randomUUID } from 'node:crypto';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Artefacts, buildArtefacts, type ManifestArtefact } from '../src/artefacts/index.ts';
import { freshVariables, Guest, type GuestOptions } from './support/guest.ts';
import { type Action, OrchestratorStandIn, type StandInOptions } from './support/orchestrator-stand-in.ts';

const CACHE = path.join(import.meta.dirname, '../../.cache/artefacts');
const MAC = '52:54:00:12:34:56';
const REGISTERED = { code: 'OK', node_state: 'REGISTERED' };
const ONBOARDED = {
  code: 'OK',
  node_state: 'ONBOARDED',
  client_id: 'id',
  client_secret: 'secret',
  project_id: 'p',
};
const UNKNOWN = { code: 'NotFound', message: 'Device not found', closes: 'false' };
const MINUTES = 60_000;

let artefacts: Artefacts;
let directory: string;

beforeAll(async () => {
  artefacts = await buildArtefacts({ cacheDirectory: CACHE });
  directory = await mkdtemp(path.join(tmpdir(), 'ven-simulator-guest-'));
}, 5 * MINUTES);

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

async function bootMicroOs(
  machine: GuestOptions,
  orchestrator: OrchestratorStandIn,
  more = '',
): Promise<Guest> {
  return Guest.powerOn({
    ...machine,
    directBoot: {
      kernel: artefact('vmlinuz-x86_64').file,
      initramfs: artefact('initramfs-x86_64').file,
      commandLine:
        'cryptomgr.notests no_timer_check console=tty0 console=ttyS1,115200 ' +
        `sim.base=${orchestrator.guestUrl} worker_id=${MAC} ${more}`,
    },
  });
}

/** Serves one image to one node that is onboarded at once, unless told otherwise. */
async function orchestratorWith(
  image: string,
  more: Partial<StandInOptions> = {},
): Promise<OrchestratorStandIn> {
  return OrchestratorStandIn.listen({
    stream: () => ONBOARDED,
    actions: (base) => provisioning(base, artefact(image).sha256),
    files: { '/images/os.raw.gz': artefact(image).file },
    ...more,
  });
}

function provisioning(base: string, sha256: string): Action[] {
  return [
    { name: 'secure-boot-status-flag-read', secure_boot: 'off' },
    { name: 'erase-non-removable-disk' },
    { name: 'stream-os-image', image_url: `${base}/images/os.raw.gz`, sha256 },
    { name: 'install-cloud-init' },
    { name: 'cloud-init-ds-identity', hostname: 'host-1234abcd', heartbeat: 1 },
    { name: 'efibootset-for-diskboot', label: 'ubuntu' },
    { name: 'reboot' },
  ];
}

const successes = (orchestrator: OrchestratorStandIn): string[] =>
  orchestrator.outcomes.filter(({ state }) => state === 'SUCCESS').map(({ action }) => action);

const failures = (orchestrator: OrchestratorStandIn): string[] =>
  orchestrator.outcomes
    .filter(({ state }) => state === 'FAILED')
    .map(({ action, message }) => `${action}: ${message}`);

describe('a node that is registered', () => {
  test(
    'onboards by itself, writes its disk, boots from it, calls home and lets a user in',
    async () => {
      const answers = [REGISTERED, ONBOARDED];
      await using orchestrator = await orchestratorWith('ubuntu.raw.gz', {
        stream: () => answers.shift() ?? UNKNOWN,
      });
      const machine = await newMachine('VH001N001');
      await using microOs = await bootMicroOs(machine, orchestrator);
      await microOs.ended;

      expect(failures(orchestrator)).toEqual([]);
      expect(successes(orchestrator)).toEqual(provisioning('', '').map(({ name }) => name));
      const identity = { uuid: machine.uuid, serialnum: machine.serial, mac_id: MAC };
      expect(JSON.parse((await orchestrator.asked('/onboarding/stream')).body)).toMatchObject(identity);
      const [first, second] = microOs.ports.map(({ text }) => text);
      for (const text of [first, second]) {
        expect(text).toContain('\n \u001b[32m Secure Boot Status MATCH \u001b[0m \r\n');
        expect(text).not.toContain('Username');
      }
      // Kernel and init speak on the second port only.
      expect(first).not.toContain('] Linux version');
      expect(second).toContain('] Linux version');
      expect(second).toContain('reboot: Restarting system');

      await using installed = await Guest.powerOn(machine);
      const heartbeat = await orchestrator.asked('/agent/heartbeat');
      expect(heartbeat.contentType).toBe('application/json');
      const { client_id, client_secret } = ONBOARDED;
      const authorization = `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`;
      expect((await orchestrator.asked('/workflow')).authorization).toBe(authorization);
      expect(heartbeat.authorization).toBe(authorization);
      expect(JSON.parse(heartbeat.body)).toMatchObject({
        uuid: machine.uuid,
        hostname: 'host-1234abcd',
        version: 'Ubuntu 24.04 LTS',
        components: '10 of 10 components running',
        cpu_cores: 2,
      });
      for (const [number, port] of installed.ports.entries()) {
        await port.said(/host-1234abcd login: /);
        expect(port.text).toMatch(/BdsDxe: starting Boot\d{4} "ubuntu" from HD\(1,GPT/);
        expect(port.text).toContain(`\nUbuntu 24.04 LTS host-1234abcd ttyS${number}\r\n`);
        expect(port.text).toContain('the user is "user", the password is "user".');
        port.type('root');
        await port.said(/Password: /);
        port.type('root');
        await port.said(/Login incorrect/);
        await port.said(/Login incorrect[^]*login: /);
        port.type('user');
        await port.said(/login: user[^]*Password: /);
        port.type('user');
        await port.said(/user@host-1234abcd:/);
      }
    },
    5 * MINUTES,
  );
});

describe('an unregistered node', () => {
  const credentials = { username: 'sample-project-onboarding-user', password: 'ChangeMeOn1stLogin!&%+=' };

  test(
    'asks on every terminal, and again after a wrong password',
    async () => {
      await using orchestrator = await orchestratorWith('ubuntu.raw.gz', {
        stream: () => UNKNOWN,
        credentials,
        actions: () => [{ name: 'secure-boot-status-flag-read', secure_boot: 'on' }],
      });
      await using guest = await bootMicroOs(await newMachine('VH001N003'), orchestrator);
      const [first, second] = guest.ports;
      await first.said(/\r\nProvide Username and password for the IDP\r\nUsername: /);
      await second.said(/\r\nProvide Username and password for the IDP\r\nUsername: /);
      first.type(credentials.username);
      await first.said(/Password: /);
      first.type('not the password');
      await first.said(/\r\n\r\nUsername, Password received: Processing\r\n/);
      await second.said(/Incorrect username and password provided\.\r\n/);

      // The second attempt, on the other terminal, with characters that are stripped.
      await second.said(/provided\.\r\n[^]*Username: /);
      second.type(` ${credentials.username};`);
      await second.said(/provided\.\r\n[^]*Password: /);
      second.type(credentials.password);
      await first.said(/Secure Boot Status MISMATCH/);
      await second.said(/\[31m Secure Boot Status MISMATCH/);
      expect(first.text + second.text).not.toContain(credentials.password);
      expect(first.text).not.toContain('not the password');
      await orchestrator.failed();
      expect(failures(orchestrator)).toEqual([
        'secure-boot-status-flag-read: Verifying Secure Boot Settings Mismatch',
      ]);
    },
    5 * MINUTES,
  );

  test(
    'gives up after three attempts that nobody answers',
    async () => {
      await using orchestrator = await orchestratorWith('ubuntu.raw.gz', { stream: () => UNKNOWN });
      await using guest = await bootMicroOs(
        await newMachine('VH001N004'),
        orchestrator,
        'sim.prompt_timeout=1',
      );
      for (const port of guest.ports) await port.said(/Incorrect username and password provided/);
      expect(guest.ports[0].text.match(/Username: /g)).toHaveLength(3);
      expect(orchestrator.requests.map((request) => request.path)).toEqual(['/onboarding/stream']);
    },
    5 * MINUTES,
  );
});

describe('writing the disk fails', () => {
  test(
    'when the disk is too small',
    async () => {
      await using orchestrator = await orchestratorWith('ubuntu.raw.gz');
      await using _guest = await bootMicroOs(await newMachine('VH001N006', 8), orchestrator);
      await orchestrator.failed();
      expect(failures(orchestrator)).toEqual([
        'stream-os-image: error writing 8.000000MiB bytes to disk [/dev/vda] -> write /dev/vda: no space left on device',
      ]);
    },
    5 * MINUTES,
  );

  test(
    'when the image is not there',
    async () => {
      await using orchestrator = await orchestratorWith('ubuntu.raw.gz', { files: {} });
      await using _guest = await bootMicroOs(await newMachine('VH001N007'), orchestrator);
      await orchestrator.failed();
      expect(failures(orchestrator)[0]).toMatch(
        /^stream-os-image: Failed to download the image from URL: .*404/,
      );
    },
    5 * MINUTES,
  );
});
