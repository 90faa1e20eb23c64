import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { FIRMWARE } from './support/guest-texts.ts';
import { useScene } from './support/scene.ts';

const scene = useScene();
const UEFI_SHELL = readFileSync(
  new URL('../../lib/domain/screen-text/fixtures/uefi-shell.png', import.meta.url),
);

test('cast is the log as asciicast, with the stage that it tells', async () => {
  await scene.print(FIRMWARE);
  const { code, stdout } = await scene.ven('cast', 'edge-a');
  expect(code).toBe(0);
  const [header, ...events] = stdout
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  expect(header).toMatchObject({ version: 3, term: { cols: 80, rows: 25 }, title: 'edge-a, boot 1, ttyS0' });
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
  const none = await scene.ven('screenshot', 'edge-a', '--text');
  expect(none).toMatchObject({ code: 0, stdout: '' });
  expect(none.stderr).toContain('No text was recognised');
  scene.server.host.show(UEFI_SHELL);
  const { stdout } = await scene.ven('screenshot', 'edge-a', '--text');
  expect(stdout).toMatch(/^\s*UEFI Interactive Shell v2\.2\n.*\n {30}Shell>\n$/s);
  await scene.powerOff();
  expect(await scene.ven('screenshot', 'edge-a')).toMatchObject({ code: 1 });
});

test('replay is an address, or one page with everything in it', async () => {
  await scene.print(FIRMWARE);
  const { stdout } = await scene.ven('replay', 'edge-a', '--at', '3');
  expect(stdout).toBe(`${scene.env.VEN_URL}/nodes/${scene.edge.id}?tab=boots&boot=1&view=replay&t=3\n`);
  const file = path.join(scene.program.home, 'edge-a.html');
  expect((await scene.ven('replay', 'edge-a', '--html', file)).stdout).toBe(`${file}\n`);
  const page = readFileSync(file, 'utf8');
  expect(page).toContain('Apache License');
  expect(page).toContain('<script type="application/x-asciicast" data-port="1">');
  expect(page).not.toMatch(/<(?:script|link|img)[^>]+(?:src|href)=/);
});

test('recordings are listed, pinned, and deleted after a question', async () => {
  await scene.print(FIRMWARE);
  await scene.powerOff();
  expect((await scene.ven('recording', 'pin', 'edge-a')).code).toBe(0);
  expect((await scene.ven('recording', 'list', 'edge-a')).stdout).toMatch(/1 .*B.* 0 .*by /);
  expect(await scene.ven('recording', 'delete', 'edge-a', '--yes')).toMatchObject({ code: 1 });
  expect((await scene.ven('recording', 'unpin', 'edge-a')).code).toBe(0);
  expect(await scene.ven('recording', 'delete', 'edge-a')).toMatchObject({ code: 2 });
  expect((await scene.ven('recording', 'delete', 'edge-a', '--yes')).code).toBe(0);
  expect((await scene.ven('log', 'edge-a')).stdout).toBe('');
});
