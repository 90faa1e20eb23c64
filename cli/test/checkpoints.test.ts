import { describe, expect, test } from 'vitest';
import { checkpointList } from '../../lib/contract/checkpoint.ts';
import { createResponse } from '../../lib/contract/run.ts';
import { containing } from '../../server/testing/matching.ts';
import { useScene } from './support/scene.ts';

const scene = useScene();
const json = (text: string): unknown => JSON.parse(text);
const point = (...args: string[]) => scene.ven('checkpoint', ...args);
const kept = async () => {
  const { stdout } = await point('list', 'edge-a', '--json');
  return checkpointList.parse(json(stdout)).checkpoints;
};

describe('ven checkpoint', () => {
  test('makes, lists and shows what a node can go back to', async () => {
    expect(await point('list', 'edge-a')).toMatchObject({
      ...{ code: 0, stdout: containing('edge-a has no checkpoints') },
    });
    expect(await point('create', 'edge-a', 'a', '--note', 'kernel 6.1')).toMatchObject({
      ...{ code: 0, stdout: 'edge-a has a checkpoint\n' },
    });
    const unnamed = await point('create', 'edge-a', '--json');
    expect(json(unnamed.stdout)).toMatchObject({ operations: [{ kind: 'checkpoint', state: 'succeeded' }] });
    expect(await kept()).toMatchObject([
      { name: 'a', note: 'kernel 6.1', on: true, usable: true },
      { name: containing('at-') },
    ]);
    expect((await point('list', 'edge-a')).stdout).toMatch(/^NAME .*\na .* on .* kernel 6\.1\nat-/);
    const shown = await point('show', 'edge-a', 'a');
    expect(shown.stdout).toMatch(/Name: +a\nNote: +kernel 6\.1\n/);
    expect(shown.stdout).toContain('Its power is cut: it is running now.');
  });

  test('goes back only if it is confirmed, and cuts the power only if that is, too', async () => {
    await point('create', 'edge-a', 'a');
    expect(await point('restore', 'edge-a', 'a')).toMatchObject({
      ...{ code: 2, stdout: '', stderr: containing('Its power is cut') },
    });
    expect((await point('restore', 'edge-a', 'a')).stderr).toContain('Add --yes to confirm.');
    expect(await point('restore', 'edge-a', 'a', '--yes')).toMatchObject({
      ...{ code: 1, stderr: containing('--power-off') },
    });
    expect(await scene.core.nodes.get('edge-a')).toMatchObject({ state: 'running', bootNumber: 1 });
    const back = await point('restore', 'edge-a', 'a', '--yes', '--power-off', '--start', '--json');
    expect(back.code).toBe(0);
    expect(json(back.stdout)).toMatchObject({ operations: [{ kind: 'go-back', state: 'succeeded' }] });
    expect(await scene.core.nodes.get('edge-a')).toMatchObject({ state: 'running', bootNumber: 2 });
    expect(await scene.core.nodes.boots('edge-a')).toMatchObject([{ checkpoint: null }, { checkpoint: 'a' }]);
  });

  test('deletes one; the others stay', async () => {
    await point('create', 'edge-a', 'a');
    await point('create', 'edge-a', 'b');
    expect(await point('delete', 'edge-a', 'a')).toMatchObject({
      ...{ code: 0, stdout: 'edge-a no longer has the checkpoint a\n' },
    });
    expect(await kept()).toMatchObject([{ name: 'b' }]);
  });

  test.each([
    ['list', 'nobody'],
    ['restore', 'edge-a', 'nothing'],
    ['delete', 'edge-a', 'nothing'],
  ])('%s %s %s: what is not there', async (...args) => {
    const { code, stdout } = await point(...args, '--json');
    expect(code).toBe(3);
    expect(json(stdout)).toMatchObject({ error: { code: 'not-found', fix: containing(' ') } });
  });

  test('refusals name what is wrong', async () => {
    await point('create', 'edge-a', 'a');
    expect(await point('create', 'edge-a', 'a')).toMatchObject({
      ...{ code: 1, stderr: containing('"edge-a" has a checkpoint "a" already.') },
    });
    expect(await point('create', 'edge-a', 'not/this')).toMatchObject({
      ...{ code: 2, stderr: containing('use 1 to 63 letters') },
    });
    expect(await point('create', 'edge-a', 'b', '--note', 'n'.repeat(501))).toMatchObject({ code: 2 });
    const env = await scene.as('viewer');
    expect(await scene.program.run(['checkpoint', 'delete', 'edge-a', 'a'], { env })).toMatchObject({
      code: 4,
    });
    expect(await kept()).toMatchObject([{ name: 'a' }]);
  });
});

describe('ven clone', () => {
  const clone = async (...args: string[]) => {
    const { code, stdout } = await scene.ven('clone', ...args, '--json');
    expect(code).toBe(0);
    return createResponse.parse(json(stdout)).nodes;
  };

  test('makes the same machine with another identity', async () => {
    const [made] = await clone('edge-a', 'edge-b', '--no-start');
    const { vcpus, memoryMiB, template } = scene.edge;
    expect(made).toMatchObject({ name: 'edge-b', vcpus, memoryMiB, template });
    expect([made?.uuid, made?.serial]).not.toContain(scene.edge.uuid);
    expect(made?.serial).not.toBe(scene.edge.serial);
    expect((await scene.ven('clone', 'edge-a', '--no-start')).stdout).toMatch(/^Run .*: edge-a-1\nWatch: /);
  });

  test('copies a disk only of a node that is off, or of a checkpoint', async () => {
    expect(await scene.ven('clone', 'edge-a', '--disk')).toMatchObject({
      ...{ code: 1, stderr: containing('Power it off, or make a checkpoint') },
    });
    expect(await scene.ven('clone', 'edge-a', '--checkpoint', 'a')).toMatchObject({
      ...{ code: 3, stderr: containing('edge-a" has no checkpoint "a"') },
    });
    await point('create', 'edge-a', 'a');
    expect(await clone('edge-a', 'of-a', '--checkpoint', 'a', '--no-start')).toMatchObject([
      { name: 'of-a' },
    ]);
    await scene.powerOff();
    expect(await clone('edge-a', 'of-it', '--disk', '--no-start')).toMatchObject([{ name: 'of-it' }]);
  });

  test('refuses names that are taken or not possible, and nodes that are not there', async () => {
    expect(await scene.ven('clone', 'edge-a', 'edge-a')).toMatchObject({ code: 1 });
    expect(await scene.ven('clone', 'edge-a', 'not/this')).toMatchObject({ code: 2 });
    expect(await scene.ven('clone', 'nobody')).toMatchObject({ code: 3, stdout: '' });
  });
});
