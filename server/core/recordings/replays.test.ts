import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pngFromPixmap } from '../../hypervisor/consoles/png.ts';
import { OPERATOR } from '../../testing/core.ts';
import { startConsole, type TestConsole } from '../../testing/test-server.ts';

const FIRMWARE = 'BdsDxe: loading Boot0001 "UEFI HTTPv4" from PciRoot(0x0)\r\n';
const grey = (shade: number) =>
  pngFromPixmap(Buffer.concat([Buffer.from('P6 1 1 255 ', 'latin1'), Buffer.alloc(3, shade)]));

const replayOf = (server: TestConsole) => server.core.recordings.replay('edge', 1);
const picturesOf = async (server: TestConsole) => (await replayOf(server)).pictures;

test('a running boot: its output so far, its stages, and only what is new to who was there before', async () => {
  const server = await startConsole();
  const node = await server.addRunning('edge');
  await server.print(node, FIRMWARE);
  await expect
    .poll(async () => (await replayOf(server)).chapters.map(({ stage }) => stage))
    .toContain('firmware');
  const replay = await replayOf(server);
  expect(replay).toMatchObject({ boot: 1, live: true, endedAt: null, pictures: [] });
  expect(replay.ports[0]).toMatchObject({
    ...{ port: 0, start: 0, end: FIRMWARE.length, gaps: [], columns: 80, rows: 25, timing: 'recorded' },
    steps: [expect.any(Number), FIRMWARE.length],
  });
  await server.print(node, 'more');
  const next = await server.core.recordings.replay('edge', 1, { offsets: [FIRMWARE.length, 0] });
  expect(next.ports[0]).toMatchObject({ start: FIRMWARE.length, steps: [expect.any(Number), 4] });
  expect(next.duration).toBeGreaterThanOrEqual(replay.duration);
});

test('the display is recorded at stages and when it changes, and not while it blinks', async () => {
  const server = await startConsole({ screenInterval: 5 });
  server.host.show(grey(1));
  const node = await server.addRunning('edge');
  await expect.poll(async () => (await picturesOf(server)).map(({ stage }) => stage)).toContain('powered-on');
  const before = (await picturesOf(server)).length;
  server.host.show(grey(2));
  await expect.poll(async () => (await picturesOf(server)).length).toBe(before + 1);
  // A cursor that blinks shows either.
  server.host.show(grey(1));
  await server.print(node, FIRMWARE);
  await expect.poll(async () => (await picturesOf(server)).at(-1)?.stage).toBe('firmware');
  const pictures = await picturesOf(server);
  expect(pictures).toHaveLength(before + 2);
  const [first, changed, firmware] = pictures.slice(-3);
  expect(first?.picture).toBe(firmware?.picture);
  expect(first?.picture).not.toBe(changed?.picture);
  expect(await server.core.recordings.picture('edge', 1, changed?.picture ?? '')).toEqual(grey(2));
  // The latest one is answered without asking the host, and only once.
  const shown = server.core.recordings.screens();
  expect(shown).toMatchObject([{ node: node.id, picture: changed?.picture }]);
  const address = `${server.url}/api/v1/nodes/edge/screen/latest`;
  const headers = await server.as('viewer');
  const answer = await fetch(address, { headers });
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(grey(2));
  const again = { ...headers, 'if-none-match': answer.headers.get('etag') ?? '' };
  expect((await fetch(address, { headers: again })).status).toBe(304);
  server.host.show(grey(3));
  await expect.poll(async () => (await fetch(address, { headers: again })).status).toBe(200);
  // Off: nothing is asked for, and what is there stays.
  await server.act(node, 'stop');
  expect(await picturesOf(server)).toHaveLength(pictures.length + 1);
  expect((await fetch(address, { headers })).status).toBe(404);
});

test('pinned by somebody, deleted by somebody: not both', async () => {
  const server = await startConsole();
  const node = await server.addRunning('edge');
  await server.print(node, FIRMWARE);
  const { recordings } = server.core;
  await expect(recordings.remove('edge', 1, OPERATOR)).rejects.toMatchObject({ code: 'conflict' });
  await server.act(node, 'stop');
  expect(await recordings.pin('edge', 1, true, OPERATOR)).toMatchObject({ pinned: { by: OPERATOR.name } });
  expect((await server.core.storage()).logs).toMatchObject({ pinned: 1 });
  await expect(recordings.remove('edge', 1, OPERATOR)).rejects.toMatchObject({
    fix: 'Unpin it first.',
  });
  await recordings.pin('edge', 1, false, OPERATOR);
  await recordings.remove('edge', 1, OPERATOR);
  const { ports } = await replayOf(server);
  const [gap] = ports[0]?.gaps ?? [];
  expect(gap).toMatchObject({ from: 0, to: FIRMWARE.length });
  expect(gap?.reason).toMatch(/^the log was removed on .* by /);
  expect((await server.core.nodes.boots('edge'))[0]?.stages).not.toEqual([]);
  await expect(recordings.replay('edge', 7)).rejects.toMatchObject({ code: 'not-found' });
});

test('a boot from before times were recorded is played at the speed of a serial line', async () => {
  const server = await startConsole();
  const node = await server.addNode('edge');
  await server.recordBoot(node, 'x'.repeat(11_520), { missing: 100, reason: 'the disk was full' }, 'y');
  const boots = join(server.dataDir, 'boots');
  for (const file of readdirSync(boots, { recursive: true, encoding: 'utf8' }))
    if (file.endsWith('.times')) rmSync(join(boots, file));
  expect(existsSync(boots)).toBe(true);
  const { ports, live, duration } = await replayOf(server);
  expect(live).toBe(false);
  expect(ports[0]).toMatchObject({ timing: 'none', gaps: [{ from: 11_520, to: 11_620 }] });
  expect(duration).toBeGreaterThan(900);
  expect(duration).toBeLessThan(1100);
});
