import { expect, test } from 'vitest';
import { z } from 'zod';
import { preflightStep } from '../../lib/contract/preflight.ts';
import { PREFLIGHT_STEPS } from '../../lib/domain/preflight.ts';
import { containing } from '../../server/testing/matching.ts';
import { useScene } from './support/scene.ts';

const scene = useScene();
const document = z.object({ node: z.string(), steps: z.array(preflightStep), repaired: z.array(z.string()) });

test('what keeps a node from booting is printed step by step, and the exit code says so', async () => {
  await scene.powerOff();
  scene.server.host.networks.inspection = { ...scene.server.host.networks.inspection, state: 'inactive' };
  const { code, stdout, stderr } = await scene.ven('preflight', 'edge-a');
  expect(code).toBe(1);
  expect(stdout).toBe('edge-a would not boot.\n');
  expect(stderr).toMatch(/✓ Host and room/);
  expect(stderr).toMatch(/✗ Nodes’ network[^\n]*\n[^\n]*is not active\.\n {2}→ Set it up again/);
  expect(stderr).toContain('- Boot program');
});

test('--repair does what the console can, and checks again', async () => {
  await scene.powerOff();
  scene.server.host.networks.inspection = { ...scene.server.host.networks.inspection, state: 'inactive' };
  const { stdout } = await scene.ven('preflight', 'edge-a', '--repair', '--json');
  const { steps, repaired } = document.parse(JSON.parse(stdout));
  expect(repaired).toEqual(['network']);
  expect(steps.map(({ id }) => id)).toEqual(PREFLIGHT_STEPS);
  expect(steps.find(({ id }) => id === 'network')).toMatchObject({ state: 'ok', repair: null });
  // There is no such server, which the console cannot put right.
  expect(steps.find(({ id }) => id === 'names')).toMatchObject({ state: 'failed', repair: null });
});

test('what a running node boots with is not touched', async () => {
  scene.server.host.networks.inspection = { ...scene.server.host.networks.inspection, state: 'different' };
  const { code, stderr } = await scene.ven('preflight', 'edge-a', '--repair');
  expect(code).toBe(1);
  expect(stderr).toContain('Switch it off first.');
  expect(scene.server.host.networks.inspection.state).toBe('different');
});

test('a node that does not exist', async () => {
  expect(await scene.ven('preflight', 'nobody')).toMatchObject({ code: 3, stderr: containing('nobody') });
});
