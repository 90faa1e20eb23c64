import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Operation } from '../../lib/contract/operation.ts';
import { createResponse } from '../../lib/contract/run.ts';
import { sampleNode } from '../../server/testing/samples.ts';
import { startLiar } from './support/liar.ts';
import { useScene } from './support/scene.ts';
import { until } from './support/until.ts';

const scene = useScene();
const json = (text: string): unknown => JSON.parse(text);

describe('power and delete', () => {
  /** The operation that was asked for, when it has been. */
  async function asked(): Promise<Operation> {
    await until('an operation is asked for', () => scene.core.recorded.length > 0);
    const [operation] = scene.core.recorded;
    if (operation === undefined) throw new Error('no operation');
    return operation;
  }

  test.each(['start', 'shutdown', 'stop', 'reboot', 'reset', 'pause', 'resume', 'delete'])(
    '%s waits for the outcome',
    async (verb) => {
      const running = scene.start(verb, 'edge-a', '--json');
      scene.core.finish(await asked());
      const { code, stdout } = await running.finished;
      expect(code).toBe(0);
      expect(json(stdout)).toMatchObject({
        operations: [{ kind: verb, state: 'succeeded', nodeName: 'edge-a' }],
      });
    },
  );

  test('an operation that failed: exit code of its error, and its words', async () => {
    const running = scene.start('start', 'edge-a');
    const error = { code: 'host-refused', message: 'no memory', fix: 'Stop another node.' } as const;
    scene.core.finish(await asked(), { state: 'failed', error });
    const { code, stdout, stderr } = await running.finished;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('start of edge-a failed: no memory\n  → Stop another node.');
  });

  test('one of two is unknown: the other is done nevertheless', async () => {
    const running = scene.start('stop', 'nosuch', 'edge-a', '--json');
    scene.core.finish(await asked());
    const { code, stdout } = await running.finished;
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
    const running = scene.start('stop', 'edge-a');
    const operation = await asked();
    // Steps are shown of what was accepted only: then the answer has come through, and the wire may be cut.
    let step = 0;
    await until('a step of it is shown', () => {
      step++;
      scene.core.finish(operation, {
        state: 'acting',
        endedAt: null,
        step: { name: 'stop', number: step, total: 99 },
      });
      return running.stderr().includes('of 99: powering off');
    });
    scene.wire.cut();
    scene.core.finish(operation);
    await running.warns('is lost');
    scene.wire.mend();
    expect(await running.finished).toMatchObject({ code: 0, stdout: 'edge-a stopped\n' });
  });

  test('delete --run, and leave the orchestrator alone', async () => {
    const { stdout: created } = await scene.ven('create', '--name', 'lab', '--json');
    const { run } = createResponse.parse(json(created));
    const { code, stdout } = await scene.ven(
      ...['delete', '--run', run.id, '--keep-orchestrator', '--no-wait', '--json'],
    );
    expect(code).toBe(0);
    expect(json(stdout)).toMatchObject({ operations: [{ nodeName: 'lab', step: { name: 'remove' } }] });
    expect((await scene.core.nodes.list()).map(({ name }) => name)).toEqual(['edge-a']);
  });

  test('delete --all with nothing there', async () => {
    await scene.ven('delete', 'edge-a', '--no-wait');
    expect(await scene.ven('delete', '--all')).toMatchObject({
      code: 0,
      stdout: 'There is nothing to delete.\n',
    });
  });

  test('Ctrl-C ends it between two nodes, and reports what was requested', async () => {
    for (let index = 0; index < 400; index += 1) scene.core.addNode(`many-${index}`);
    const running = scene.start('delete', '--all', '--json');
    await asked();
    running.child.kill('SIGINT');
    const { code, stdout } = await running.finished;
    expect(code).toBe(130);
    const { operations } = z
      .object({ operations: z.array(z.object({ kind: z.literal('delete') })) })
      .parse(json(stdout));
    expect(operations.length).toBeLessThan(401);
    expect(scene.core.recorded.length - operations.length).toBeLessThanOrEqual(1);
  });

  test.each([['stop'], ['wait'], ['watch']])('Ctrl-C while %s seeks the live channel', async (verb) => {
    const node = { status: 200, body: JSON.stringify({ ...sampleNode('edge-a'), boots: [] }) };
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
    expect({ code, asked: scene.core.recorded }).toEqual({ code: exitCode, asked: [] });
    expect(stdout).toContain('Nothing was deleted.');
    expect(stdout).not.toContain('bug');
  });
});
