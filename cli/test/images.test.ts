import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { image, imageList, imageRequest } from '../../lib/contract/image.ts';
import { createResponse } from '../../lib/contract/run.ts';
import { OPERATOR } from '../../server/testing/core.ts';
import { ownDirectory } from '../../server/testing/database.ts';
import { containing } from '../../server/testing/matching.ts';
import { useScene } from './support/scene.ts';

const scene = useScene();
const PASSWORD = 'correct horse battery';

/** More than one part. */
const DISK = Buffer.alloc(5 * 1024 * 1024, 'x');
DISK.write('\x55\xaa', 510, 'latin1');
const SHA256 = createHash('sha256').update(DISK).digest('hex');

function fileWith(name: string, content: Buffer | string): string {
  const file = path.join(ownDirectory(), name);
  writeFileSync(file, content);
  return file;
}

const ven = (args: readonly string[], input = '') => scene.program.run(args, { env: scene.env, input });

test('an image is added, used by a node, and removed when the node is gone', async () => {
  const added = await ven(['image', 'add', fileWith('debian.raw', DISK), '--sha256', SHA256]);
  expect(added).toMatchObject({ code: 0, stdout: containing(`SHA-256: ${SHA256}`) });
  expect(added.stderr).toContain('100 %  5.0 MiB of 5.0 MiB');
  const shown = await ven(['image', 'show', 'debian.raw', '--json']);
  expect(image.parse(JSON.parse(shown.stdout))).toMatchObject({
    kind: 'raw',
    bytes: DISK.length,
    sha256: SHA256,
  });

  expect(await ven(['orchestrator', 'add', 'lab', '--kind', 'none'])).toMatchObject({ code: 0, stderr: '' });
  const key = `ssh-ed25519 AAAA${'b'.repeat(64)} me@here`;
  const seed = [
    '--user',
    'edge',
    '--password',
    '--ssh-key-file',
    fileWith('key.pub', `${key}\n`),
    '--package',
    'jq',
  ];
  const made = await ven(
    ['create', '--name', 'one', '--no-start', '--image', 'debian.raw', ...seed, '--json'],
    `${PASSWORD}\n`,
  );
  const { nodes } = createResponse.parse(JSON.parse(made.stdout));
  expect(nodes[0]).toMatchObject({
    orchestrator: 'lab',
    bootSource: {
      ...{ kind: 'cloud-image', image: 'debian.raw' },
      seed: { user: 'edge', sshKeys: [key], packages: ['jq'], script: null, hasPassword: true },
    },
  });
  expect(made.stdout + made.stderr).not.toContain(PASSWORD);
  expect(await ven(['image', 'remove', 'debian.raw'])).toMatchObject({
    code: 1,
    stderr: containing('used by one'),
  });

  expect(await ven(['delete', 'one', '--yes'])).toMatchObject({ code: 0 });
  expect(await ven(['image', 'remove', 'debian.raw'])).toMatchObject({ code: 0 });
  const listed = await ven(['image', 'list', '--json']);
  expect(imageList.parse(JSON.parse(listed.stdout))).toEqual({ images: [], uploads: [] });
});

test('a file that is none, or another one, is refused with what to do', async () => {
  const packed = await ven(['image', 'add', fileWith('debian.raw.gz', Buffer.from('\x1f\x8b  ', 'latin1'))]);
  expect(packed).toMatchObject({ code: 2, stderr: containing('gunzip') });
  const other = await ven(['image', 'add', fileWith('debian.raw', DISK), '--sha256', 'a'.repeat(64)]);
  expect(other).toMatchObject({ code: 2, stderr: containing(SHA256) });
  expect(await ven(['image', 'add', '/nowhere/x.iso'])).toMatchObject({
    code: 2,
    stderr: containing('cannot be read'),
  });
});

test('an upload is listed, and can be ended by anybody who may upload', async () => {
  const request = imageRequest.parse({ name: 'slow.iso', bytes: DISK.length });
  await scene.core.images.begin(request, OPERATOR);
  expect((await ven(['image', 'list'])).stdout).toContain(
    `Uploading slow.iso: 0 % of 5.0 MiB, by ${OPERATOR.name}`,
  );
  expect(await ven(['image', 'cancel', 'slow.iso'])).toMatchObject({ code: 0 });
  expect(await ven(['image', 'cancel', 'slow.iso'])).toMatchObject({
    code: 3,
    stderr: containing('ven image list'),
  });
});

test('options of another boot source are refused', async () => {
  const refused = await ven(['create', '--attach', 'usb']);
  expect(refused).toMatchObject({ code: 2, stderr: containing('--boot-source medium') });
  const unknown = await ven(['create', '--boot-source', 'medium', '--image', 'nothing']);
  expect(unknown).toMatchObject({ code: 3, stderr: containing('no image "nothing"') });
});

test('an image from a volume in somebody else’s pool', async () => {
  const disk = Buffer.alloc(4096, 'x');
  disk.write('\x55\xaa', 510, 'latin1');
  scene.server.host.theirs.set('disk.img', disk);
  expect(await scene.ven('image', 'volumes', 'theirs')).toMatchObject({
    code: 0,
    stdout: containing('disk.img'),
  });
  expect(await scene.ven('image', 'copy', 'theirs', 'disk.img')).toMatchObject({
    ...{ code: 0, stdout: containing('Image disk.img (raw) was added.') },
  });
  expect(await scene.ven('image', 'copy', 'theirs', 'nothing')).toMatchObject({ code: 3 });
  expect(await scene.ven('image', 'copy', 'nowhere', 'disk.img')).toMatchObject({ code: 3 });
});
