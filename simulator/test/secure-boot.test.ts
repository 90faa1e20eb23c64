import { X509Certificate } from 'node:crypto';
import { copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { BOOT_PROGRAM } from '../src/scenarios/catalogue.ts';
import { fixtureArtefacts } from './support/artefacts.ts';
import { type Client } from './support/client.ts';
import { run } from './support/program.ts';
import { newStateDirectory, prepareSimulators, simulated } from './support/simulated.ts';

prepareSimulators();

const IPXE = '/usr/lib/ipxe/snponly.efi';
const manifest = z.looseObject({
  artefacts: z.array(z.looseObject({ name: z.string(), bytes: z.number() })),
});

async function newDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'secure-boot-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
}

/** Artefacts with a real EFI program. */
async function artefacts(): Promise<string> {
  const directory = await newDirectory();
  await fixtureArtefacts(directory);
  await copyFile(IPXE, join(directory, BOOT_PROGRAM));
  const { size } = await stat(IPXE);
  const path = join(directory, 'manifest.json');
  const made = manifest.parse(JSON.parse(await readFile(path, 'utf8')));
  const corrected = made.artefacts.map((each) =>
    each.name === BOOT_PROGRAM ? { ...each, bytes: size } : each,
  );
  await writeFile(path, JSON.stringify({ ...made, artefacts: corrected }));
  return directory;
}

const get = (client: Client) => client.http(`/tink-stack/${BOOT_PROGRAM}`);

/** Whether the key of this certificate has signed the program. */
async function isSigned(program: Buffer, certificate: string): Promise<boolean> {
  const directory = await newDirectory();
  const paths = { program: join(directory, 'program.efi'), certificate: join(directory, 'db.crt') };
  await writeFile(paths.program, program);
  await writeFile(paths.certificate, certificate);
  const { code } = await run('sbverify', ['--cert', paths.certificate, paths.program]);
  return code === 0;
}

test('the boot program is signed with a key of the state directory, whose certificate is published', async () => {
  const artefactDirectory = await artefacts();
  const client = await simulated({ artefactDirectory });
  const published = new X509Certificate((await client.http('/tink-stack/keys/db.der')).bytes);
  const { secureBootCertificate = '', authority } = client.simulator;
  expect(published.fingerprint256).toBe(new X509Certificate(secureBootCertificate).fingerprint256);
  expect(secureBootCertificate).not.toBe(authority);
  const program = await get(client);
  expect(await isSigned(program.bytes, secureBootCertificate)).toBe(true);
  expect(await isSigned(await readFile(IPXE), secureBootCertificate)).toBe(false);
  const head = await client.http(`/tink-stack/${BOOT_PROGRAM}`, { method: 'HEAD' });
  expect(head.headers['content-length']).toBe(String(program.bytes.length));
});

test('signed once: a restart serves the same bytes, another key its own', async () => {
  const artefactDirectory = await artefacts();
  const stateDirectory = await newStateDirectory();
  const first = await simulated({ artefactDirectory, stateDirectory });
  const [one, again] = await Promise.all([get(first), get(first)]);
  expect(again.bytes.equals(one.bytes)).toBe(true);
  await first.simulator.close();
  const second = await simulated({ artefactDirectory, stateDirectory });
  const later = await get(second);
  expect([later.headers.etag, later.bytes.equals(one.bytes)]).toEqual([one.headers.etag, true]);
  await second.simulator.close();

  await rm(join(stateDirectory, 'secure-boot', 'db.key'));
  const third = await simulated({ artefactDirectory, stateDirectory });
  const other = await get(third);
  expect(other.headers.etag).not.toBe(one.headers.etag);
  expect(await isSigned(other.bytes, third.simulator.secureBootCertificate ?? '')).toBe(true);
  expect(await isSigned(other.bytes, first.simulator.secureBootCertificate ?? '')).toBe(false);
  expect(await readdir(join(stateDirectory, 'secure-boot', 'signed'))).toHaveLength(1);
});

test('the key is readable by its owner only', async () => {
  const stateDirectory = await newStateDirectory();
  await simulated({ stateDirectory });
  expect((await stat(join(stateDirectory, 'secure-boot'))).mode & 0o77).toBe(0);
});
