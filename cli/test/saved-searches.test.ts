import { expect, test } from 'vitest';
import { savedSearchList } from '../../lib/contract/saved-search.ts';
import { containing } from '../../server/testing/matching.ts';
import { useScene } from './support/scene.ts';

const scene = useScene();
const parse = (text: string): unknown => JSON.parse(text);

test('a search is saved with an alarm, listed, run by its name, and removed', async () => {
  const text = ['"grub', 'rescue"', 'node:edge-*'];
  expect(await scene.ven('saved-search', 'save', 'stuck in GRUB', ...text, '--alarm')).toMatchObject({
    ...{
      code: 0,
      stdout: 'The search “stuck in GRUB” is saved, and alarms.\n',
    },
  });
  const listed = await scene.ven('saved-search', 'list', '--json');
  const [saved] = savedSearchList.parse(parse(listed.stdout)).searches;
  expect(saved).toMatchObject({
    name: 'stuck in GRUB',
    q: '"grub rescue" node:edge-*',
    alarm: true,
  });
  expect((await scene.ven('saved-search', 'list')).stdout).toMatch(/stuck in GRUB +yes .*"grub rescue"/);

  await scene.print('grub rescue> \r\nother\r\n');
  await expect
    .poll(async () => (await scene.ven('search', '--saved', 'stuck in GRUB')).stdout, { timeout: 20_000 })
    .toMatch(/edge-a:1 +ttyS0 .*grub rescue>/);
  expect(await scene.ven('search', '--saved', 'stuck in GRUB', 'nothing-like-it')).toMatchObject({
    ...{ code: 1, stdout: '' },
  });

  expect(await scene.ven('saved-search', 'remove', 'stuck in GRUB')).toMatchObject({ code: 2 });
  expect(await scene.ven('saved-search', 'remove', 'stuck in GRUB', '--yes')).toMatchObject({ code: 0 });
  expect(await scene.ven('search', '--saved', 'stuck in GRUB')).toMatchObject({
    ...{ code: 3, stderr: containing('ven saved-search list') },
  });
});

test('what is wrong is said', async () => {
  expect(await scene.ven('search')).toMatchObject({
    code: 2,
    stderr: containing('--saved'),
  });
  expect(await scene.ven('saved-search', 'save', 'empty', '')).toMatchObject({
    ...{ code: 2, stderr: containing('the search is empty') },
  });
  await scene.ven('saved-search', 'save', 'twice', 'PXE-E18');
  expect(await scene.ven('saved-search', 'save', 'twice', 'PXE-E18')).toMatchObject({ code: 1, stdout: '' });
});
