import { expect, test } from 'vitest';
import { ADDRESS, FIRMWARE } from './support/guest-texts.ts';
import { useScene } from './support/scene.ts';

const scene = useScene();

test('compare shows what the latest boot printed that the one before did not', async () => {
  await scene.print(`${FIRMWARE}${ADDRESS}`);
  await scene.powerOff();
  await scene.powerOn();
  await scene.print(`${FIRMWARE}${ADDRESS}PXE-E18: Server response timeout.\r\n`);
  const { code, stdout } = await scene.ven('compare', 'edge-a');
  expect(code).toBe(0);
  expect(stdout).toContain('edge-a boot 1');
  expect(stdout).toContain('edge-a boot 2');
  expect(stdout).toMatch(/^ {2}\+ PXE-E18: Server response timeout\.$/m);
  expect(stdout).not.toMatch(/^ {2}- /m);
});

test('compare needs two boots', async () => {
  const alone = await scene.ven('compare', 'edge-a');
  expect(alone.code).toBe(1);
  expect(alone.stderr).toContain('ven compare edge-a NODE');
  expect(await scene.ven('compare', 'edge-a:x')).toMatchObject({ code: 2 });
});
