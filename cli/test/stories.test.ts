import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type NodeDetail } from '../../lib/contract/node.ts';
import { makeNode, makeRun } from './support/fixtures.ts';
import { until } from './support/until.ts';
import { like } from './support/like.ts';
import { useScene } from './support/scene.ts';

const scene = useScene();
const json = (text: string): unknown => JSON.parse(text);

const FAILED: Partial<NodeDetail> = {
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
    scene.become('edge-a', { stage: 'micro-os' });
    const { code, stdout } = await running.finished;
    expect(code).toBe(0);
    expect(json(stdout)).toMatchObject({ nodes: [{ name: 'edge-a', stage: 'micro-os' }] });
  });

  test('is over at once when it is there already', async () => {
    expect((await scene.ven('wait', 'edge-a', '--stage', 'powered-on')).code).toBe(0);
  });

  test('exits 1 when a node failed, with the cause and what to do', async () => {
    const running = scene.start('wait', 'edge-a', '--json');
    await running.warns('edge-a: firmware');
    scene.become('edge-a', FAILED);
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

  test('failed is a stage that can be waited for', async () => {
    scene.become('edge-a', FAILED);
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
    scene.become('edge-a', { deletedAt: new Date().toISOString() });
    expect((await running.finished).code).toBe(3);
  });

  test('hears by the next list what happened while the connection was lost', async () => {
    const running = scene.start('wait', 'edge-a');
    await running.warns('edge-a: firmware');
    const { world } = scene.console;
    world.nodes = world.nodes.map((node) => ({ ...node, stage: 'ready', revision: 2 }));
    scene.console.dropLive();
    expect(await running.finished).toMatchObject({ code: 0, stderr: like.stringContaining('is lost') });
  });

  test('ignores a copy that is older than what it knows', async () => {
    const running = scene.start('wait', 'edge-a', '--stage', 'ready');
    await running.warns('edge-a: firmware');
    scene.become('edge-a', { stage: 'os-boot' });
    scene.console.push({ kind: 'node', object: makeNode('edge-a', { stage: 'ready', revision: 1 }) });
    scene.become('edge-a', FAILED);
    expect((await running.finished).code).toBe(1);
  });

  test('Ctrl-C ends it and leaves no connection', async () => {
    const running = scene.start('wait', 'edge-a');
    await running.warns('edge-a: firmware');
    running.child.kill('SIGINT');
    expect((await running.finished).code).toBe(130);
    await until('nobody is connected', () => scene.console.liveClients() === 0);
  });
});

describe('watch', () => {
  test('a line per change when not at a terminal, until the end of the story', async () => {
    const running = scene.start('watch', 'edge-a');
    await running.says('edge-a  running  firmware');
    scene.become('edge-a', { progress: { step: 1, total: 7, text: 'erase' }, stage: 'provisioning' });
    await running.says('edge-a  running  provisioning 1/7 erase');
    scene.become('edge-a', { progress: null, stage: 'ready' });
    const { code, stdout } = await running.finished;
    expect(code).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(3);
  });

  test('all nodes, those too that come later, until Ctrl-C', async () => {
    const running = scene.start('watch', '--json');
    await until('it is connected', () => scene.console.world.asked.includes('GET /nodes'));
    scene.console.push({ kind: 'node', object: makeNode('edge-b') });
    const also = scene.start('watch');
    await also.says('edge-a');
    scene.console.push({ kind: 'node', object: makeNode('edge-c') });
    await also.says('edge-c');
    running.child.kill('SIGINT');
    const { code, stdout } = await running.finished;
    expect(code).toBe(130);
    const names = ['edge-a', 'edge-b', 'edge-c'].map((name) => like.objectContaining({ name }));
    expect(json(stdout)).toEqual({ nodes: names, changes: like.any(Array) });
  });

  test('the nodes of a run', async () => {
    scene.console.world.runs = [makeRun('run-1', ['id-of-edge-a'])];
    scene.become('edge-a', { stage: 'ready' });
    const { code, stdout } = await scene.ven('watch', '--run', 'run-1');
    expect({ code, lines: stdout.trim().split('\n').length }).toEqual({ code: 0, lines: 1 });
  });

  test('a table that is drawn over at a terminal', async () => {
    const line = `"${process.execPath}" "${scene.program.file}" watch edge-a`;
    const running = scene.program.start([], {
      env: scene.env,
      command: ['script', '-qec', line, '/dev/null'],
    });
    await running.says('edge-a');
    scene.become('edge-a', { stage: 'ready' });
    const { code, stdout } = await running.finished;
    expect(code).toBe(0);
    expect(stdout).toContain('\u001b[2A\u001b[J');
    expect(stdout).toContain('ready');
  });
});

describe('create', () => {
  test('sends what was said, and tells what was accepted', async () => {
    const { code, stdout } = await scene.ven(
      ...[
        'create',
        '2',
        '--template',
        'ubuntu',
        '--name',
        'lab',
        '--serials',
        'AAAAA1,AAAAA2',
        '--flow',
        'io',
      ],
      ...[
        '--host',
        'auto',
        '--orchestrator',
        'demo',
        '--vcpus',
        '2',
        '--memory',
        '1024',
        '--disk',
        '9',
        '--no-start',
        '--json',
      ],
    );
    expect(code).toBe(0);
    expect(json(stdout)).toMatchObject({
      run: { id: 'run-1' },
      nodes: [{ name: 'lab-1' }, { name: 'lab-2' }],
    });
    expect(scene.console.world.creates).toEqual([
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

  test('--wait exits 0 when every node is ready, and --junit says so', async () => {
    const report = path.join(scene.program.home, 'report.xml');
    const running = scene.start('create', '2', '--wait', '--junit', report, '--json');
    await running.warns('edge-2: defined');
    scene.become('edge-1', { stage: 'ready' });
    scene.become('edge-2', { stage: 'ready' });
    const { code, stdout } = await running.finished;
    expect(code).toBe(0);
    expect(json(stdout)).toMatchObject({
      run: { id: 'run-1' },
      nodes: [{ stage: 'ready' }, { stage: 'ready' }],
    });
    expect(readFileSync(report, 'utf8')).toContain('<testsuites tests="2" failures="0" errors="0">');
  });

  test('--wait exits 1 when one failed, after the others are over', async () => {
    const report = path.join(scene.program.home, 'report.xml');
    const running = scene.start('create', '2', '--wait', '--junit', report, '--json');
    await running.warns('edge-2: defined');
    scene.become('edge-1', FAILED);
    scene.become('edge-2', { stage: 'ready' });
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
    const { code, stdout } = await scene.ven('create', '--wait', '--timeout', '0.5', '--json');
    expect(code).toBe(5);
    expect(json(stdout)).toMatchObject({
      run: { id: 'run-1' },
      nodes: [{ name: 'edge-1' }],
      error: { code: 'timed-out' },
    });
  });
});

describe('power and delete', () => {
  const lastOperation = () => scene.console.world.operations.at(-1);
  const asked = async () => {
    await until('the operation was asked for', () => lastOperation() !== undefined);
    return lastOperation();
  };

  test.each(['start', 'shutdown', 'stop', 'reboot', 'reset', 'pause', 'resume', 'delete'])(
    '%s waits for the outcome',
    async (verb) => {
      const running = scene.start(verb, 'edge-a', '--json');
      scene.finish(await asked());
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
    scene.finish(await asked(), { state: 'failed', error });
    const { code, stdout, stderr } = await running.finished;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('start of edge-a failed: no memory\n  → Stop another node.');
  });

  test('one of two is unknown: the other is done nevertheless', async () => {
    const running = scene.start('stop', 'nosuch', 'edge-a', '--json');
    scene.finish(await asked());
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
    const { world } = scene.console;
    world.operations = world.operations.map((each) => ({ ...each, state: 'succeeded' }));
    await until('it is connected', () => operation !== undefined && scene.console.liveClients() === 1);
    scene.console.dropLive();
    expect(await running.finished).toMatchObject({ code: 0, stdout: 'edge-a stopped\n' });
  });

  test('delete --run, and leave the orchestrator alone', async () => {
    scene.console.world.runs = [makeRun('run-9', ['x'])];
    scene.console.world.nodes.push(makeNode('edge-z', { runId: 'run-9' }));
    const { code } = await scene.ven('delete', '--run', 'run-9', '--keep-orchestrator', '--no-wait');
    expect(code).toBe(0);
    expect(scene.console.world.asked.filter((each) => each.startsWith('DELETE'))).toEqual([
      'DELETE /nodes/id-of-edge-z?orchestrator=false',
    ]);
  });

  test('delete --all with nothing there', async () => {
    scene.console.world.nodes = [];
    expect(await scene.ven('delete', '--all')).toMatchObject({
      code: 0,
      stdout: 'There is nothing to delete.\n',
    });
  });
});
