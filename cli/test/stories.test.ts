import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConsoleError } from '../../lib/contract/error.ts';
import { type Node } from '../../lib/contract/node.ts';
import { createResponse } from '../../lib/contract/run.ts';
import { until } from './support/until.ts';
import { like } from './support/like.ts';
import { useScene } from './support/scene.ts';

const scene = useScene();
const json = (text: string): unknown => JSON.parse(text);

const FAILED: Partial<Node> = {
  stage: 'failed',
  failure: {
    class: 'onboarding',
    cause: 'The serial is unknown',
    fix: 'Register it.',
    stage: 'onboarding',
    evidence: null,
  },
};

describe('wait', () => {
  test('until the stage is reached, or a later one', async () => {
    const running = scene.start('wait', 'edge-a', '--stage', 'ipxe', '--json');
    await running.warns('edge-a: firmware');
    scene.core.become('edge-a', { stage: 'micro-os' });
    const { code, stdout } = await running.finished;
    expect(code).toBe(0);
    expect(json(stdout)).toMatchObject({ nodes: [{ name: 'edge-a', stage: 'micro-os' }] });
  });

  test('ends at once if the condition is already met', async () => {
    expect((await scene.ven('wait', 'edge-a', '--stage', 'powered-on')).code).toBe(0);
  });

  test('exits 1 when a node failed, with the cause and what to do', async () => {
    const running = scene.start('wait', 'edge-a', '--json');
    await running.warns('edge-a: firmware');
    scene.core.become('edge-a', FAILED);
    const { code, stdout } = await running.finished;
    expect(code).toBe(1);
    expect(json(stdout)).toMatchObject({
      nodes: [{ stage: 'failed' }],
      error: {
        message: 'edge-a did not reach ready: The serial is unknown',
        fix: 'Register it. Its console: ven log edge-a',
      },
    });
  });

  test('prints each stage once, not every step within it', async () => {
    const running = scene.start('wait', 'edge-a', '--stage', 'os-boot');
    await running.warns('edge-a: firmware');
    for (const step of [1, 2, 3])
      scene.core.become('edge-a', { stage: 'provisioning', progress: { step, total: 3, text: `${step} %` } });
    scene.core.become('edge-a', { stage: 'os-boot', progress: null });
    const { stderr } = await running.finished;
    expect(stderr.match(/edge-a: provisioning/g)).toHaveLength(1);
    expect(stderr).toMatch(/edge-a: os-boot, [\d.]+s after/);
  });

  test('failed is a stage that can be waited for', async () => {
    scene.core.become('edge-a', FAILED);
    expect((await scene.ven('wait', 'edge-a', '--stage', 'failed')).code).toBe(0);
  });

  test('exits 5 when the time is up', async () => {
    const { code, stdout } = await scene.ven('wait', 'edge-a', '--timeout', '0.2', '--json');
    expect(code).toBe(5);
    expect(json(stdout)).toMatchObject({ error: { code: 'timed-out' } });
  });

  test('exits 3 when the node is deleted meanwhile', async () => {
    const running = scene.start('wait', 'edge-a');
    await running.warns('edge-a: firmware');
    scene.core.become('edge-a', { deletedAt: new Date().toISOString() });
    expect((await running.finished).code).toBe(3);
  });

  test('learns from the next list what happened while the connection was lost', async () => {
    const running = scene.start('wait', 'edge-a');
    await running.warns('edge-a: firmware');
    scene.wire.cut();
    scene.core.become('edge-a', { stage: 'ready' });
    await running.warns('is lost');
    scene.wire.mend();
    expect((await running.finished).code).toBe(0);
  });

  test('retries when the restarted server cannot answer yet', async () => {
    const running = scene.start('wait', 'edge-a');
    await running.warns('edge-a: firmware');
    scene.wire.cut();
    scene.core.become('edge-a', { stage: 'ready' });
    await running.warns('is lost');
    scene.core.failure = new ConsoleError('database-unusable', 'Not yet.');
    scene.wire.mend();
    await until('it was refused', () => scene.server.log.some((line) => line.includes('Not yet.')));
    scene.core.failure = undefined;
    expect((await running.finished).code).toBe(0);
  });

  test('ignores an outdated copy', async () => {
    const running = scene.start('wait', 'edge-a', '--stage', 'ready');
    await running.warns('edge-a: firmware');
    scene.core.become('edge-a', { stage: 'os-boot' });
    const object = { ...(await scene.node()), stage: 'ready', revision: 1 } as const;
    scene.core.change({ kind: 'node', object });
    scene.core.become('edge-a', FAILED);
    expect((await running.finished).code).toBe(1);
  });

  test('Ctrl-C ends it and leaves no connection', async () => {
    const running = scene.start('wait', 'edge-a');
    await running.warns('edge-a: firmware');
    running.child.kill('SIGINT');
    expect((await running.finished).code).toBe(130);
    await until('nobody is connected', () => scene.server.sockets().live === 0);
  });
});

describe('watch', () => {
  test('a line per change when not at a terminal, until the end of the story', async () => {
    const running = scene.start('watch', 'edge-a');
    await running.says('edge-a  running  firmware');
    scene.core.become('edge-a', { progress: { step: 1, total: 7, text: 'erase' }, stage: 'provisioning' });
    await running.says('edge-a  running  provisioning 1/7 erase');
    scene.core.become('edge-a', { progress: null, stage: 'ready' });
    const { code, stdout } = await running.finished;
    expect(code).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(3);
  });

  test('all nodes, those too that come later, until Ctrl-C', async () => {
    const running = scene.start('watch', '--json');
    const also = scene.start('watch');
    await also.says('edge-a');
    await until('both are connected', () => scene.server.sockets().live === 2);
    scene.core.become(scene.core.addNode('edge-b').id, { state: 'running' });
    await also.says('edge-b');
    running.child.kill('SIGINT');
    const { code, stdout } = await running.finished;
    expect(code).toBe(130);
    expect(json(stdout)).toEqual({ nodes: like.any(Array), changes: like.any(Array) });
  });

  test('the nodes of a run', async () => {
    const { stdout: created } = await scene.ven('create', '--name', 'lab', '--json');
    const { run } = createResponse.parse(json(created));
    scene.core.become('lab', { stage: 'ready' });
    const { code, stdout } = await scene.ven('watch', '--run', run.id, '--json');
    expect(code).toBe(0);
    const nodes = [like.objectContaining({ name: 'lab' })];
    expect(json(stdout)).toEqual({ nodes, changes: like.any(Array) });
  });

  test('a table that is drawn over at a terminal', async () => {
    const line = `"${process.execPath}" "${scene.program.file}" watch edge-a`;
    const running = scene.program.start([], {
      env: scene.env,
      command: ['script', '-qec', line, '/dev/null'],
    });
    await running.says('edge-a');
    scene.core.become('edge-a', { stage: 'ready' });
    const { code, stdout } = await running.finished;
    expect(code).toBe(0);
    expect(stdout).toContain('\u001b[2A\u001b[J');
    expect(stdout).toContain('ready');
  });
});

describe('create', () => {
  test('sends the options, and prints what was accepted', async () => {
    const { code, stdout } = await scene.ven(
      ...'create 2 --template ubuntu --name lab --serials AAAAA1,AAAAA2 --flow io --host auto'.split(' '),
      ...'--orchestrator demo --vcpus 2 --memory 1024 --disk 9 --no-start --json'.split(' '),
    );
    expect(code).toBe(0);
    expect(json(stdout)).toMatchObject({
      run: { id: like.any(String) },
      nodes: [{ name: 'lab-1' }, { name: 'lab-2' }],
    });
    expect(scene.core.requests).toEqual([
      {
        count: 2,
        template: 'ubuntu',
        name: 'lab',
        serials: ['AAAAA1', 'AAAAA2'],
        flow: 'io',
        orchestrator: 'demo',
        vcpus: 2,
        memoryMiB: 1024,
        diskGiB: 9,
        start: false,
      },
    ]);
  });

  test('--wait exits 0 when every node is ready, and --junit reports it', async () => {
    const report = path.join(scene.program.home, 'report.xml');
    const running = scene.start('create', '2', '--name', 'lab', '--wait', '--junit', report, '--json');
    await running.warns('lab-2: defined');
    scene.core.become('lab-1', { stage: 'ready' });
    scene.core.become('lab-2', { stage: 'ready' });
    const { code, stdout } = await running.finished;
    expect(code).toBe(0);
    expect(json(stdout)).toMatchObject({
      run: { id: like.any(String) },
      nodes: [{ stage: 'ready' }, { stage: 'ready' }],
    });
    expect(readFileSync(report, 'utf8')).toContain('<testsuites tests="2" failures="0" errors="0">');
  });

  test('--wait exits 1 when one failed, after the others are over', async () => {
    const report = path.join(scene.program.home, 'report.xml');
    const running = scene.start('create', '2', '--name', 'lab', '--wait', '--junit', report, '--json');
    await running.warns('lab-2: defined');
    scene.core.become('lab-1', FAILED);
    scene.core.become('lab-2', { stage: 'ready' });
    const { code, stdout } = await running.finished;
    expect(code).toBe(1);
    expect(json(stdout)).toMatchObject({
      nodes: [{ stage: 'failed' }, { stage: 'ready' }],
      error: { code: 'interrupted' },
    });
    expect(readFileSync(report, 'utf8')).toContain(
      '<failure type="onboarding" message="The serial is unknown">',
    );
  });

  test('--timeout', async () => {
    const { code, stdout } = await scene.ven(
      'create',
      '--name',
      'lab',
      '--wait',
      '--timeout',
      '0.5',
      '--json',
    );
    expect(code).toBe(5);
    expect(json(stdout)).toMatchObject({
      run: { id: like.any(String) },
      nodes: [{ name: 'lab' }],
      error: { code: 'timed-out' },
    });
  });

  test('--timeout while the server is away', async () => {
    const running = scene.start('create', '--name', 'lab', '--wait', '--timeout', '2', '--json');
    await running.warns('lab: defined');
    scene.wire.cut();
    const { code, stdout } = await running.finished;
    expect(code).toBe(5);
    expect(json(stdout)).toMatchObject({
      run: { id: like.any(String) },
      nodes: [{ name: 'lab' }],
      error: { code: 'timed-out' },
    });
  });
});
