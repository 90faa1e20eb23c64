import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { ConsoleError } from '../../lib/contract/error.ts';
import type { Change } from '../../lib/contract/live.ts';
import { deleteRequest, type Node } from '../../lib/contract/node.ts';
import { createResponse } from '../../lib/contract/run.ts';
import { OPERATOR } from '../../server/testing/core.ts';
import { ADDRESS, IPXE, READY } from './support/guest-texts.ts';
import { until } from './support/until.ts';
import { like } from './support/like.ts';
import { useScene } from './support/scene.ts';

const scene = useScene();
const json = (text: string): unknown => JSON.parse(text);

const stageOf = async (name: string) => (await scene.core.nodes.get(name)).stage;
const isFailed = () => expect.poll(() => stageOf('edge-a')).toBe('failed');

/** A node that a command has made, when it is on. */
async function made(name: string): Promise<Node> {
  const isOn = async () => (await scene.core.nodes.get(name)).operation === null;
  await expect.poll(isOn).toBe(true);
  return scene.core.nodes.get(name);
}

describe('wait', () => {
  test('until the stage is reached, or a later one', async () => {
    const running = scene.start('wait', 'edge-a', '--stage', 'firmware', '--json');
    await running.warns('edge-a: powered-on');
    await scene.print(ADDRESS);
    const { code, stdout } = await running.finished;
    expect(code).toBe(0);
    expect(json(stdout)).toMatchObject({ nodes: [{ name: 'edge-a', stage: 'address' }] });
  });

  test('ends at once if the condition is already met', async () => {
    expect((await scene.ven('wait', 'edge-a', '--stage', 'powered-on')).code).toBe(0);
  });

  test('exits 1 when a node failed, with the cause and what to do', async () => {
    const running = scene.start('wait', 'edge-a', '--json');
    await running.warns('edge-a: powered-on');
    scene.crash();
    const { code, stdout } = await running.finished;
    expect(code).toBe(1);
    expect(json(stdout)).toMatchObject({
      nodes: [{ stage: 'failed' }],
      error: {
        message: 'edge-a did not reach ready: The machine crashed.',
        fix: like.stringMatching(/^\S.* Its console: ven log edge-a$/),
      },
    });
  });

  test('prints each stage once, not every step within it', async () => {
    const running = scene.start('wait', 'edge-a', '--stage', 'ipxe');
    await running.warns('edge-a: powered-on');
    for (const percent of [1, 20, 60]) await scene.print(`Downloading...${percent}%\r\n`);
    await expect.poll(async () => (await scene.core.nodes.get('edge-a')).progress?.step).toBe(60);
    await scene.print(IPXE);
    const { stderr } = await running.finished;
    expect(stderr.match(/edge-a: http-boot/g)).toHaveLength(1);
    expect(stderr).toMatch(/edge-a: ipxe, [\d.]+s after/);
  });

  test('failed is a stage that can be waited for', async () => {
    scene.crash();
    await isFailed();
    expect((await scene.ven('wait', 'edge-a', '--stage', 'failed')).code).toBe(0);
  });

  test('exits 5 when the time is up', async () => {
    const { code, stdout } = await scene.ven('wait', 'edge-a', '--timeout', '0.2', '--json');
    expect(code).toBe(5);
    expect(json(stdout)).toMatchObject({ error: { code: 'timed-out' } });
  });

  test('exits 3 when the node is deleted meanwhile', async () => {
    const running = scene.start('wait', 'edge-a');
    await running.warns('edge-a: powered-on');
    await scene.core.nodes.remove('edge-a', deleteRequest.parse({}), OPERATOR);
    expect((await running.finished).code).toBe(3);
  });

  test('learns from the next list what happened while the connection was lost', async () => {
    const running = scene.start('wait', 'edge-a');
    await running.warns('edge-a: powered-on');
    scene.wire.cut();
    await scene.print(READY);
    await running.warns('is lost');
    scene.wire.mend();
    expect((await running.finished).code).toBe(0);
  });

  test('retries when the restarted server cannot answer yet', async () => {
    const running = scene.start('wait', 'edge-a');
    await running.warns('edge-a: powered-on');
    scene.wire.cut();
    await scene.print(READY);
    await running.warns('is lost');
    const { users } = scene.server.database;
    const refused = vi
      .spyOn(users, 'byId')
      .mockRejectedValue(new ConsoleError('database-unusable', 'Not yet.'));
    scene.wire.mend();
    await until('it was refused', () => scene.server.log.some((line) => line.includes('Not yet.')));
    refused.mockRestore();
    expect((await running.finished).code).toBe(0);
  });

  test('ignores an outdated copy', async () => {
    const changes: Change[] = [];
    scene.core.onChange((change) => changes.push(change));
    await scene.print(READY);
    const isReady = ({ kind, object }: Change) => kind === 'node' && object.stage === 'ready';
    await until('it is ready', () => changes.some(isReady));
    await scene.powerOff();
    await scene.powerOn();
    const running = scene.start('wait', 'edge-a', '--stage', 'ready');
    await running.warns('edge-a: powered-on');
    for (const change of changes.filter(isReady)) scene.core.repeat(change);
    scene.crash();
    expect((await running.finished).code).toBe(1);
  });

  test('Ctrl-C ends it and leaves no connection', async () => {
    const running = scene.start('wait', 'edge-a');
    await running.warns('edge-a: powered-on');
    running.child.kill('SIGINT');
    expect((await running.finished).code).toBe(130);
    await until('nobody is connected', () => scene.server.sockets().live === 0);
  });
});

describe('watch', () => {
  test('a line per change when not at a terminal, until the end of the story', async () => {
    const running = scene.start('watch', 'edge-a');
    await running.says('edge-a  running  powered-on');
    await scene.print('Downloading...50%\r\n');
    await running.says('edge-a  running  http-boot 50/100 Boot program');
    await scene.print(READY);
    const { code, stdout } = await running.finished;
    expect(code).toBe(0);
    const lines = stdout.trim().split('\n');
    expect(lines.at(-1)).toContain('edge-a  running  ready');
    expect(new Set(lines).size).toBe(lines.length);
  });

  test('all nodes, those too that come later, until Ctrl-C', async () => {
    const running = scene.start('watch', '--json');
    const also = scene.start('watch');
    await also.says('edge-a');
    await until('both are connected', () => scene.server.sockets().live === 2);
    await scene.server.addRunning('edge-b');
    await also.says('edge-b');
    running.child.kill('SIGINT');
    const { code, stdout } = await running.finished;
    expect(code).toBe(130);
    expect(json(stdout)).toEqual({ nodes: like.any(Array), changes: like.any(Array) });
  });

  test('the nodes of a run', async () => {
    const { stdout: created } = await scene.ven('create', '--name', 'lab', '--json');
    const { run } = createResponse.parse(json(created));
    await scene.print(READY, await made('lab'));
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
    await scene.print(READY);
    const { code, stdout } = await running.finished;
    expect(code).toBe(0);
    expect(stdout).toContain('\u001b[2A\u001b[J');
    expect(stdout).toContain('ready');
  });
});

describe('create', () => {
  test('sends the options, and prints what was accepted', async () => {
    const { code, stdout } = await scene.ven(
      ...'create 2 --template http-boot --name lab --serials AAAAA1,AAAAA2 --flow io --host local'.split(' '),
      ...'--orchestrator sim --vcpus 2 --memory 1024 --disk 9 --no-start --json'.split(' '),
    );
    expect(code).toBe(0);
    expect(json(stdout)).toMatchObject({
      run: { id: like.any(String) },
      nodes: [{ name: 'lab-1' }, { name: 'lab-2' }],
    });
    const { run } = createResponse.parse(json(stdout));
    expect([(await scene.core.runs.get(run.id)).request]).toEqual([
      {
        count: 2,
        template: 'http-boot',
        name: 'lab',
        serials: ['AAAAA1', 'AAAAA2'],
        flow: 'io',
        host: 'local',
        orchestrator: 'sim',
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
    await running.warns('lab-2: ');
    for (const name of ['lab-1', 'lab-2']) await scene.print(READY, await made(name));
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
    await running.warns('lab-2: ');
    scene.crash(await made('lab-1'));
    await scene.print(READY, await made('lab-2'));
    const { code, stdout } = await running.finished;
    expect(code).toBe(1);
    expect(json(stdout)).toMatchObject({
      nodes: [{ stage: 'failed' }, { stage: 'ready' }],
      error: { code: 'interrupted' },
    });
    expect(readFileSync(report, 'utf8')).toContain('<failure type="host" message="The machine crashed.">');
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
    await running.warns('lab: ');
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
