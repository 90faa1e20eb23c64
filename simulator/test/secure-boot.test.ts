import { createHash, X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { ipxeDisk } from '../src/artefacts/images.ts';
import { BOOT_PROGRAM } from '../src/scenarios/catalogue.ts';
import { fixtureArtefacts } from './support/artefacts.ts';
import type { Client } from './support/client.ts';
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

const IMAGE = 'microvisor.raw.gz';

/** Artefacts with a real EFI program, which also is the only thing on the image. */
async function artefacts(): Promise<string> {
  const directory = await newDirectory();
  await fixtureArtefacts(directory);
  const program = await readFile(IPXE);
  const contents = new Map([
    [BOOT_PROGRAM, program],
    [IMAGE, gzipSync(ipxeDisk(program, ''))],
  ]);
  for (const [name, content] of contents) await writeFile(join(directory, name), content);
  const path = join(directory, 'manifest.json');
  const made = manifest.parse(JSON.parse(await readFile(path, 'utf8')));
  const corrected = made.artefacts.map((each) => ({
    ...each,
    bytes: contents.get(each.name)?.length ?? each.bytes,
  }));
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

test('an image of a profile with Secure Boot has a signed boot program, others stay as they are', async () => {
  const client = await simulated({ artefactDirectory: await artefacts() });
  const { secureBootCertificate = '' } = client.simulator;
  const bootProgram = async (name: string): Promise<Buffer> => {
    const directory = await newDirectory();
    const image = join(directory, 'image');
    const answer = await client.http(`/images/${name}`);
    expect(answer.headers.etag).toContain(
      name === IMAGE ? '"' : createHash('sha256').update(answer.bytes).digest('hex'),
    );
    await writeFile(image, gunzipSync(answer.bytes));
    const extracted = join(directory, 'program');
    const { code } = await run('mcopy', ['-i', `${image}@@1M`, '::EFI/BOOT/BOOTX64.EFI', extracted]);
    expect(code).toBe(0);
    return readFile(extracted);
  };
  expect(await isSigned(await bootProgram('microvisor-signed.raw.gz'), secureBootCertificate)).toBe(true);
  expect(await isSigned(await bootProgram(IMAGE), secureBootCertificate)).toBe(false);
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
