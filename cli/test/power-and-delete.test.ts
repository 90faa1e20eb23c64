import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { ConsoleError } from '../../lib/contract/error.ts';
import type { Change } from '../../lib/contract/live.ts';
import { createResponse } from '../../lib/contract/run.ts';
import { sampleDetail } from '../../server/testing/samples.ts';
import { startLiar } from './support/liar.ts';
import { useScene } from './support/scene.ts';
import { until } from './support/until.ts';

const scene = useScene();
const json = (text: string): unknown => JSON.parse(text);

describe('power and delete', () => {
  const deletes = async () =>
    (await scene.core.nodes.operations('edge-a')).filter(({ kind }) => kind === 'delete');

  test.each(['start', 'shutdown', 'stop', 'reboot', 'reset', 'pause', 'resume', 'delete'])(
    '%s waits for the outcome',
    async (verb) => {
      if (verb === 'start') await scene.powerOff();
      if (verb === 'resume') await scene.server.act(scene.edge, 'pause');
      const { code, stdout } = await scene.ven(verb, 'edge-a', '--json');
      expect(code).toBe(0);
      expect(json(stdout)).toMatchObject({
        operations: [{ kind: verb, state: 'succeeded', nodeName: 'edge-a' }],
      });
    },
  );

  test('start --netboot', async () => {
    await scene.powerOff();
    const { code, stdout } = await scene.ven('start', 'edge-a', '--netboot', '--json');
    expect(code).toBe(0);
    expect(json(stdout)).toMatchObject({ operations: [{ kind: 'netboot', state: 'succeeded' }] });
    expect(scene.server.host.nvram.fromNetwork).toEqual(new Set([scene.edge.uuid]));
  });

  test('labels, note and name', async () => {
    await scene.powerOff();
    expect(await scene.ven('label', 'edge-a', '--add', 'lab,site=oslo')).toMatchObject({
      code: 0,
      stdout: 'edge-a labelled\n',
    });
    expect((await scene.ven('list', '--label', 'site')).stdout).toContain('lab site=oslo');
    expect((await scene.ven('list', '--label', 'other')).stdout).toBe('No node has these labels.\n');
    expect(await scene.ven('edit', 'edge-a')).toMatchObject({ code: 2 });
    const renamed = await scene.ven('edit', 'edge-a', '--name', 'edge-b', '--note', 'spare', '--json');
    expect(json(renamed.stdout)).toMatchObject({ operations: [{ kind: 'edit', state: 'succeeded' }] });
    expect((await scene.ven('show', 'edge-b')).stdout).toMatch(/Labels: +lab site=oslo\nNote: +spare\n/);
  });

  test('a machine is changed, after the change is shown', async () => {
    const dry = await scene.ven('edit', 'edge-a', '--memory', '4096', '--disk', '4', '--dry-run');
    expect(dry).toMatchObject({ code: 0 });
    expect(dry.stdout).toContain('Memory: 2048 MiB → 4096 MiB (after its next power-off)\n');
    expect(dry.stdout).toContain('cannot be made smaller');
    expect(await scene.ven('edit', 'edge-a', '--boot', 'floppy')).toMatchObject({ code: 2 });
    const edited = await scene.ven('edit', 'edge-a', '--memory', '4096');
    expect(edited).toMatchObject({ code: 0, stdout: 'edge-a changed\n' });
    expect(await scene.core.nodes.get('edge-a')).toMatchObject({ memoryMiB: 4096 });
  });

  test('reprovision requires --yes', async () => {
    expect(await scene.ven('reprovision', 'edge-a')).toMatchObject({ code: 2, stdout: '' });
    expect(await scene.core.nodes.get('edge-a')).toMatchObject({ bootNumber: 1 });
    const { code, stdout } = await scene.ven('reprovision', 'edge-a', '--yes', '--json');
    expect(code).toBe(0);
    expect(json(stdout)).toMatchObject({ operations: [{ kind: 'reprovision', state: 'succeeded' }] });
    expect(await scene.core.nodes.get('edge-a')).toMatchObject({ bootNumber: 2, state: 'running' });
  });

  test('an operation that failed: exit code of its error, and its words', async () => {
    await scene.powerOff();
    const refusal = new ConsoleError('host-refused', 'no memory', { fix: 'Stop another node.' });
    scene.server.host.beforeStart = () => Promise.reject(refusal);
    const { code, stdout, stderr } = await scene.ven('start', 'edge-a');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('start of edge-a failed: no memory\n  → Stop another node.');
  });

  test('one of two is unknown: the other is done nevertheless', async () => {
    const { code, stdout } = await scene.ven('stop', 'nosuch', 'edge-a', '--json');
    expect(code).toBe(3);
    expect(json(stdout)).toMatchObject({
      operations: [{ nodeName: 'edge-a' }],
      error: { code: 'not-found' },
    });
  });

  test('--no-wait', async () => {
    const { code, stdout } = await scene.ven('stop', 'edge-a', '--no-wait', '--json');
    expect(code).toBe(0);
    expect(json(stdout)).toMatchObject({ operations: [{ state: 'recorded' }] });
  });

  test('an outcome that came while the connection was lost', async () => {
    let letGo: () => void = () => undefined;
    scene.server.host.beforeShutdown = () => new Promise((resolve) => (letGo = resolve));
    onTestFinished(() => letGo());
    const changes: Change[] = [];
    scene.core.onChange((change) => {
      if (change.kind === 'operation' && !changes.includes(change)) changes.push(change);
    });
    const running = scene.start('shutdown', 'edge-a');
    // Steps are shown of what was accepted only: then the answer has come through, and the wire may be cut.
    await until('a step of it is shown', () => {
      for (const change of [...changes]) scene.core.repeat(change);
      return running.stderr().includes('shutting down');
    });
    scene.wire.cut();
    letGo();
    await running.warns('is lost');
    scene.wire.mend();
    expect(await running.finished).toMatchObject({ code: 0, stdout: 'edge-a asked to shut down\n' });
  });

  test('delete --run, and leave the orchestrator alone', async () => {
    const { stdout: created } = await scene.ven('create', '--name', 'lab', '--json');
    const { run } = createResponse.parse(json(created));
    const steps: (string | undefined)[] = [];
    scene.core.onChange(({ kind, object }) => {
      if (kind === 'operation' && object.kind === 'delete') steps.push(object.step?.name);
    });
    const { code, stdout } = await scene.ven(...['delete', '--run', run.id, '--keep-orchestrator', '--json']);
    expect(code).toBe(0);
    expect(json(stdout)).toMatchObject({ operations: [{ nodeName: 'lab', state: 'succeeded' }] });
    expect(steps).toContain('remove');
    expect(steps).not.toContain('deregister');
    expect((await scene.core.nodes.list()).map(({ name }) => name)).toEqual(['edge-a']);
  });

  test('run scale lists what it does, and does it', async () => {
    const { stdout: created } = await scene.ven('create', '--name', 'lab', '--no-start', '--json');
    const { run } = createResponse.parse(json(created));
    const dry = await scene.ven('run', 'scale', run.id, '2', '--dry-run');
    expect(dry).toMatchObject({ code: 0 });
    expect(dry.stdout).toContain('1 node now, 2 wanted.\nCreates lab-1.\n');
    expect(await scene.ven('run', 'scale', run.id, '2')).toMatchObject({
      code: 0,
      stdout: 'lab-1 is being created\n',
    });
    expect(await scene.ven('run', 'scale', run.id, 'many')).toMatchObject({ code: 2 });
  });

  test('delete --all with nothing there', async () => {
    await scene.ven('delete', 'edge-a');
    expect(await scene.ven('delete', '--all')).toMatchObject({
      code: 0,
      stdout: 'There is nothing to delete.\n',
    });
  });

  test('Ctrl-C leaves out the nodes that wait, and reports what has begun', async () => {
    await scene.server.adopt(Array.from({ length: 30 }, (_, index) => `many-${index}`));
    let letGo: () => void = () => undefined;
    onTestFinished(() => letGo());
    const asked = new Set<string>();
    scene.core.onChange(({ kind, object }) => {
      if (kind === 'operation') asked.add(object.id);
    });
    const { host } = scene.server;
    const { removeVolumes } = host.storage;
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    host.storage.removeVolumes = (names) => gate.then(() => removeVolumes(names));
    const running = scene.start('delete', '--all', '--json');
    await until('the first have begun', () => asked.size === 8);
    running.child.kill('SIGINT');
    const { code, stdout } = await running.finished;
    expect(code).toBe(130);
    const { operations } = z
      .object({ operations: z.array(z.object({ kind: z.literal('delete') })) })
      .parse(json(stdout));
    expect(operations).toHaveLength(8);
    host.storage.removeVolumes = removeVolumes;
  });

  test.each([['stop'], ['wait'], ['watch']])('Ctrl-C while %s seeks the live channel', async (verb) => {
    const node = { status: 200, body: JSON.stringify(sampleDetail('edge-a')) };
    let sought = false;
    const url = await startLiar({ 'GET /api/v1/nodes/edge-a': node }, undefined, () => (sought = true));
    const env = { VEN_URL: url, VEN_TOKEN: 'ven_any' };
    const running = scene.program.start([verb, 'edge-a'], { env });
    await until('it connects', () => sought);
    running.child.kill('SIGINT');
    expect(await running.finished).toMatchObject({ code: 130, stderr: '' });
  });

  test.each([
    ['Ctrl-C', '\u0003', 130],
    ['Ctrl-D', '\u0004', 1],
    ['no', 'n\r', 1],
  ])('delete --all asks, and %s is no', async (_name, answer, exitCode) => {
    const line = `"${process.execPath}" "${scene.program.file}" delete --all`;
    const running = scene.program.start([], {
      env: scene.env,
      command: ['script', '-qec', line, '/dev/null'],
    });
    await running.says('Delete edge-a? [y/N]');
    running.child.stdin?.write(answer);
    const { code, stdout } = await running.finished;
    expect({ code, asked: await deletes() }).toEqual({ code: exitCode, asked: [] });
    expect(stdout).toContain('Nothing was deleted.');
    expect(stdout).not.toContain('bug');
  });
});
