import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ownDirectory } from '../../server/testing/database.ts';
import { containing } from '../../server/testing/matching.ts';
import { useScene } from './support/scene.ts';

const scene = useScene();
const template = (...args: string[]) => scene.ven('template', ...args);

function fileWith(text: string): string {
  const file = path.join(ownDirectory(), 'own.yaml');
  writeFileSync(file, text);
  return file;
}

test('one is cloned, changed, compared with its versions, exported, imported and removed', async () => {
  expect(await template('clone', 'ubuntu', 'own')).toMatchObject({ code: 0 });
  expect(await template('edit', 'own', '--set', 'vcpus=4', '--set', 'machine.tpm=none')).toMatchObject({
    code: 0,
    stdout: 'Template own is now version 2.\n',
  });
  expect((await template('list')).stdout).toMatch(/^own +2 +own +4 +2048 MiB/m);
  const { stdout } = await template('versions', 'own');
  expect(stdout).toMatch(/^2 .*vcpus: 2 → 4; machine.tpm: tpm-crb → none$/m);
  expect((await template('show', 'own@1')).stdout).toMatch(/^vcpus: +2$/m);

  const exported = await template('export', 'own');
  const file = fileWith(exported.stdout);
  expect(await template('import', file)).toMatchObject({ code: 0, stdout: containing('version 2') });
  writeFileSync(file, exported.stdout.replace('vcpus: 4', 'vcpus: 8'));
  expect(await template('import', file)).toMatchObject({ code: 1, stderr: containing('--replace') });
  expect(await template('import', file, '--replace')).toMatchObject({
    code: 0,
    stdout: containing('version 3'),
  });
  expect(await template('remove', 'own')).toMatchObject({ code: 0 });
  expect(await template('show', 'own')).toMatchObject({ code: 3 });
  expect((await template('export', 'own@3')).stdout).toContain('vcpus: 8');
});

test('what is wrong is named: the line of a file, the field of an option', async () => {
  const { stdout } = await template('export', 'ubuntu');
  const renamed = stdout.replace('name: ubuntu', 'name: own').replace('vcpus: 2', 'vcpus: many\ncpu: 2');
  const refused = await template('import', fileWith(renamed));
  expect(refused).toMatchObject({ code: 2, stderr: containing('cpu: is not a property of templates') });
  expect(refused.stderr).toMatch(/line \d+: vcpus: use a whole number/);
  await template('clone', 'ubuntu', 'own');
  expect(await template('edit', 'own', '--set', 'machine.diskBus=floppy')).toMatchObject({
    code: 2,
    stderr: containing('machine.diskBus: '),
  });
  expect(await template('edit', 'own', '--set', 'floppies=2')).toMatchObject({
    code: 2,
    stderr: containing('floppies'),
  });
  expect(await template('edit', 'own')).toMatchObject({ code: 2, stderr: containing('nothing to change') });
  expect(await template('edit', 'ubuntu', '--set', 'vcpus=4')).toMatchObject({
    code: 1,
    stderr: containing('ven template clone ubuntu NEW'),
  });
  expect(await template('import', '/nonexistent')).toMatchObject({
    code: 2,
    stderr: containing('cannot be read'),
  });
});
