import { randomUUID } from 'node:crypto';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Artefacts, buildArtefacts, type ManifestArtefact } from '../src/artefacts/index.ts';
import { freshVariables, Guest, type GuestOptions } from './support/guest.ts';
import { matching } from './support/matching.ts';
import { OrchestratorStandIn } from './support/orchestrator-stand-in.ts';

const CACHE = path.join(import.meta.dirname, '../../.cache/artefacts');
const MAC = '52:54:00:12:34:56';
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

async function newMachine(serial: string): Promise<GuestOptions> {
  const own = await mkdtemp(path.join(directory, `${serial}-`));
  await freshVariables(own);
  const disk = path.join(own, 'disk.raw');
  const file = await open(disk, 'w');
  await file.truncate(256 * 1024 * 1024);
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

const failures = (orchestrator: OrchestratorStandIn): string[] =>
  orchestrator.outcomes
    .filter(({ state }) => state === 'FAILED')
    .map(({ action, message }) => `${action}: ${message}`);

describe('an unregistered node', () => {
  const credentials = { username: 'sample-project-onboarding-user', password: 'ChangeMeOn1stLogin!&%+=' };

  test(
    'asks on every terminal, and again after a wrong password; it reports each action that fails',
    async () => {
      await using orchestrator = await OrchestratorStandIn.listen({
        stream: () => UNKNOWN,
        credentials,
        actions: (base) => [
          { name: 'secure-boot-status-flag-read', secure_boot: 'on' },
          { name: 'stream-os-image', image_url: `${base}/images/os.raw.gz`, sha256: '0' },
        ],
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
      await orchestrator.failed('stream-os-image');
      expect(failures(orchestrator)).toEqual([
        'secure-boot-status-flag-read: Verifying Secure Boot Settings Mismatch',
        matching(/^stream-os-image: Failed to download the image from URL: .*404/),
      ]);
    },
    5 * MINUTES,
  );

  test(
    'gives up after three attempts that nobody answers',
    async () => {
      await using orchestrator = await OrchestratorStandIn.listen({ stream: () => UNKNOWN });
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
