import { describe, expect, test } from 'vitest';
import { type BootSource, bootSourceRequest } from '../../../lib/contract/boot-source.ts';
import type { Image } from '../../../lib/contract/image.ts';
import { createRequest } from '../../../lib/contract/node.ts';
import { OPERATOR } from '../../testing/core.ts';
import { MOMENT, ownDatabase, ownDirectory } from '../../testing/database.ts';
import { coreOver } from '../../testing/memory-console.ts';
import { MemoryHost } from '../../testing/memory-host.ts';
import { outcomeOf } from '../../testing/outcome.ts';
import { sampleOrchestrator } from '../../testing/samples.ts';
import { checkBootSource, checkImage, storedBootSource, withoutPassword } from './boot-source.ts';

const GIB = 1024 ** 3;
const KEY = `ssh-ed25519 AAAA${'b'.repeat(64)} me@here`;
const PASSWORD = 'correct horse';
const CLOUD = { kind: 'cloud-image', image: 'debian', seed: { user: 'edge', password: PASSWORD } } as const;

const image = (kind: Image['kind'], diskBytes = GIB): Image => ({
  ...{ name: 'debian', host: 'local', kind, bytes: 100, diskBytes, sha256: null, usedBy: [], revision: 1 },
  ...{ createdAt: MOMENT, createdBy: 'a@b' },
});

describe('what cannot boot is refused:', () => {
  test('the network, without a boot program', () => {
    expect(() => checkBootSource({ kind: 'uefi-http' }, sampleOrchestrator('none'), false)).toThrow(
      expect.objectContaining({ errors: [expect.objectContaining({ field: 'bootSource.kind' })] }),
    );
    checkBootSource({ kind: 'uefi-http' }, sampleOrchestrator('simulator'), false);
  });

  test.each(['medium', 'cloud-image', 'ipxe-disk'] as const)('%s without an image', (kind) => {
    expect(() =>
      checkBootSource(bootSourceRequest.parse({ kind }), sampleOrchestrator('none'), false),
    ).toThrow(expect.objectContaining({ errors: [expect.objectContaining({ field: 'bootSource.image' })] }));
  });

  test('but the orchestrator may have an iPXE disk', () => {
    checkBootSource({ kind: 'ipxe-disk', image: null }, sampleOrchestrator('simulator'), true);
  });

  test.each<[string, BootSource, Image, string]>([
    [
      'a disk image as CD-ROM',
      { kind: 'medium', image: 'debian', attachment: 'cdrom', first: 'disk' },
      image('raw'),
      'bootSource.attachment',
    ],
    [
      'an ISO as disk',
      { kind: 'cloud-image', image: 'debian', seed: null },
      image('iso'),
      'bootSource.image',
    ],
    [
      'a disk that is too small',
      { kind: 'cloud-image', image: 'debian', seed: null },
      image('qcow2', 9 * GIB),
      'diskGiB',
    ],
  ])('%s', (_what, source, chosen, field) => {
    expect(() => checkImage(source, chosen, 8)).toThrow(
      expect.objectContaining({ errors: [expect.objectContaining({ field })] }),
    );
  });
});

describe('what cloud-init is to get', () => {
  const refused = (seed: object): string =>
    bootSourceRequest.safeParse({ ...CLOUD, seed }).error?.issues[0]?.message ?? 'accepted';

  test.each([
    ['a user name', { user: 'Root!' }, 'lower-case letters'],
    ['a private key', { sshKeys: ['-----BEGIN OPENSSH PRIVATE KEY-----'] }, 'private key'],
    ['half a key', { sshKeys: ['ssh-rsa AAAA'] }, 'public key'],
    ['a package', { packages: ['curl; reboot'] }, 'name of a package'],
    ['a script', { script: 'echo hello' }, 'interpreter'],
    ['a password', { password: 'a\nb' }, 'control characters'],
  ])('%s is checked', (_what, seed, message) => {
    expect(refused(seed)).toContain(message);
  });

  test('is accepted with all of it', () => {
    const seed = { user: 'edge', sshKeys: [KEY], packages: ['g++', 'nginx=1.22'], script: '#!/bin/sh\n' };
    expect(refused(seed)).toBe('accepted');
  });

  test('has a hash in place of the password', () => {
    const { source, passwordHash } = storedBootSource(bootSourceRequest.parse(CLOUD));
    expect(passwordHash).toMatch(/^\$6\$/);
    expect(source).toMatchObject({ seed: { user: 'edge', hasPassword: true } });
    expect(
      JSON.stringify([source, withoutPassword({ bootSource: bootSourceRequest.parse(CLOUD) })]),
    ).not.toContain(PASSWORD);
  });
});

test('a password is nowhere in what is stored and shown', async () => {
  const directory = ownDirectory();
  const database = await ownDatabase(directory);
  const origin = { sha256: null, createdAt: MOMENT, createdBy: 'a@b', completedAt: MOMENT };
  await database.images.add({
    name: 'debian',
    host: 'local',
    kind: 'raw',
    bytes: GIB,
    diskBytes: GIB,
    ...origin,
  });
  const host = new MemoryHost();
  const core = await coreOver(host, database, directory);
  const request = createRequest.parse({ name: 'one', bootSource: CLOUD, start: false });
  const { operations, run, nodes } = await core.nodes.create(request, OPERATOR);
  expect(await outcomeOf(core, operations[0]?.id ?? '')).toMatchObject({ state: 'succeeded' });
  const row = await database.nodes.get(nodes[0]?.id ?? '');
  const stored = [run, nodes, row, await database.runs.get(run.id), await core.nodes.xml('one')];
  expect(JSON.stringify(stored)).not.toContain(PASSWORD);
  expect(JSON.stringify([run, nodes])).not.toContain('$6$');
  expect(database.secrets.open(row?.seedPassword ?? '')).toMatch(/^\$6\$/);
  expect([...host.volumes].sort()).toEqual(['one.qcow2', 'one.seed.iso']);
});
