import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ownDirectory } from '../../server/testing/database.ts';
import { containing } from '../../server/testing/matching.ts';
import { useScene } from './support/scene.ts';

const scene = useScene();
const rules = (...args: string[]) => scene.ven('rules', ...args);

const SOURCE = `format: 1
title: Our image
rules:
  - id: licence-missing # of ACME
    when: contains
    text: ACME-LIC
    osProfiles: [ubuntu-*]
    failure:
      { class: os, cause: There is no licence., fix: Add it., severity: final, rank: cause }
samples:
  - { name: A missing licence, osProfile: ubuntu-24.04, log: [ACME-LIC 7], failure: licence-missing }
`;

function fileWith(text: string, name = 'ours.yaml'): string {
  const file = path.join(ownDirectory(), name);
  writeFileSync(file, text);
  return file;
}

test('an own file is checked, tried, saved, listed, shown, replaced and removed', async () => {
  const file = fileWith(SOURCE);
  expect(await rules('lint', file)).toMatchObject({ code: 0, stdout: `${file} is valid.\n` });
  expect(await rules('test', file)).toMatchObject({ code: 0, stdout: '1 passed, 0 failed\n' });
  const log = fileWith('ACME-LIC 7\n', 'boot.log');
  const explained = await rules('explain', log, '--rules', file, '--os-profile', 'ubuntu-22.04');
  expect(explained.stdout).toContain('Failed: There is no licence.');
  expect((await rules('explain', log, '--rules', file)).stdout).toMatch(/^No failure/);

  expect(await rules('save', file)).toMatchObject({ code: 0, stdout: containing('ours: 1 rules') });
  const listed = await rules('list');
  expect(listed.stdout).toMatch(/^ours +own +1 +1 +Our image$/m);
  expect(listed.stdout).toMatch(/^ipxe +shipped +\d+ +\d+ +iPXE$/m);
  expect(await rules('show', 'ours')).toMatchObject({ code: 0, stdout: SOURCE });
  writeFileSync(file, SOURCE.replace('Our image', 'Our images'));
  expect(await rules('save', file)).toMatchObject({ code: 0 });
  expect(await rules('save', file, '--name', 'theirs')).toMatchObject({
    code: 2,
    stderr: containing('another file has a rule "licence-missing"'),
  });
  expect((await rules('show', 'ours')).stdout).toContain('title: Our images');
  expect(await rules('remove', 'ours')).toMatchObject({ code: 0, stdout: 'ours is removed.\n' });
  expect(await rules('show', 'ours')).toMatchObject({ code: 3, stderr: containing('no rule file "ours"') });
});

test('what is refused: a file with problems, a shipped one, and a viewer', async () => {
  const wrong = fileWith(SOURCE.replace('final', 'deadly'));
  expect(await rules('lint', wrong)).toMatchObject({
    code: 1,
    stdout: containing('rules.0.failure.severity: '),
  });
  expect(await rules('save', wrong)).toMatchObject({
    code: 2,
    stderr: containing('rules.0.failure.severity: '),
  });
  expect(await rules('save', fileWith(SOURCE, 'ipxe.yaml'))).toMatchObject({
    code: 1,
    stderr: containing('came with the console'),
  });
  expect(await rules('remove', 'ipxe')).toMatchObject({
    code: 1,
    stderr: containing('Remove own files only'),
  });
  const viewer = await scene.as('viewer');
  const saved = await scene.program.run(['rules', 'save', fileWith(SOURCE)], { env: viewer });
  expect(saved).toMatchObject({ code: 4, stderr: containing('rules.write') });
});
