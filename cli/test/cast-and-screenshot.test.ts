import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { FIRMWARE } from './support/guest-texts.ts';
import { useScene } from './support/scene.ts';

const scene = useScene();

test('cast is the log as asciicast, with the stage that it tells', async () => {
  await scene.print(FIRMWARE);
  const { code, stdout } = await scene.ven('cast', 'edge-a');
  expect(code).toBe(0);
  const [header, ...events] = stdout
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  expect(header).toMatchObject({ version: 2, title: 'edge-a, boot 1, ttyS0' });
  const sent = events.flatMap((event) =>
    Array.isArray(event) && event[1] === 'o' ? [String(event[2])] : [],
  );
  expect(sent.join('')).toBe(FIRMWARE);
  expect(events).toContainEqual([expect.any(Number), 'm', 'Firmware']);
});

test('screenshot is a PNG in a file, or on standard output', async () => {
  const file = path.join(scene.program.home, 'edge-a.png');
  expect((await scene.ven('screenshot', 'edge-a', '--file', file)).stdout).toBe(`${file}\n`);
  expect(readFileSync(file).subarray(1, 4).toString()).toBe('PNG');
  expect((await scene.ven('screenshot', 'edge-a', '--file', '-')).stdout).toContain('PNG');
  await scene.powerOff();
  expect(await scene.ven('screenshot', 'edge-a')).toMatchObject({ code: 1 });
});
