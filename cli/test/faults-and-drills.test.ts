import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { containing } from '../../server/testing/matching.ts';
import { eventually } from '../../server/testing/eventually.ts';
import { IPXE } from './support/guest-texts.ts';
import { useScene } from './support/scene.ts';

const scene = useScene();
const json = (text: string): unknown => JSON.parse(text);

function drillFile(content: object): string {
  const file = path.join(scene.program.home, `${Math.random().toString(36).slice(2)}.json`);
  writeFileSync(file, JSON.stringify(content));
  return file;
}

/** The node of a drill, once it boots. */
const ofDrill = () =>
  eventually('the node of the drill', async () =>
    (await scene.core.nodes.list()).find(
      ({ name, state }) => name.startsWith('drill-') && state === 'running',
    ),
  );
const names = async () => (await scene.core.nodes.list()).map(({ name }) => name);

test('ven fault: a cable is pulled, listed, shown with the node, and plugged in again', async () => {
  expect(await scene.ven('fault', 'list', 'edge-a')).toMatchObject({
    ...{ code: 0, stdout: 'Nothing was done to edge-a on purpose.\n' },
  });
  const begun = await scene.ven('fault', 'start', 'edge-a', 'link-down', '--for', '600');
  expect(begun).toMatchObject({ code: 0, stdout: containing('Link down, in force since') });
  expect((await scene.ven('show', 'edge-a')).stdout).toMatch(/On purpose: +Link down, in force since/);
  expect(json((await scene.ven('fault', 'list', 'edge-a', '--json')).stdout)).toMatchObject({
    faults: [{ kind: 'link-down', state: 'active', seconds: 600 }],
  });
  const again = await scene.ven('fault', 'start', 'edge-a', 'link-down');
  expect(again).toMatchObject({ code: 1, stderr: containing('End that one first') });
  const ended = await scene.ven('fault', 'end', 'edge-a');
  expect(ended).toMatchObject({ code: 0, stdout: containing('Link down, ended by') });
  expect(await scene.ven('fault', 'start', 'edge-a', 'link-slow')).toMatchObject({
    ...{ code: 2, stderr: containing('link-slow needs it') },
  });
  expect(scene.server.host.faults.done).toEqual(['link down', 'link up']);
});

test('a drill makes a node, does what it says, compares the end, and leaves nothing', async () => {
  const file = drillFile({
    ...{ name: 'power cut in iPXE', steps: [{ fault: 'power-cut', at: 'ipxe' }] },
    expect: { end: 'failed', stage: 'ipxe', cause: 'on-purpose' },
  });
  const report = path.join(scene.program.home, 'drill.xml');
  const running = scene.start('drill', 'run', file, '--junit', report);
  await scene.print(IPXE, await ofDrill());
  const { code, stdout } = await running.finished;
  expect(stdout).toMatch(
    /^ok {5}power cut in iPXE \(\d+ s\)\n {7}On purpose: power cut at .*\n1 passed, 0 failed\n$/,
  );
  expect(code).toBe(0);
  expect(readFileSync(report, 'utf8')).toContain('<testcase classname="drill" name="power cut in iPXE"');
  expect(await names()).toEqual(['edge-a']);
});

test('an end that is not the expected one fails the drill and says how it differs; so does a limit', async () => {
  const file = drillFile({
    ...{ name: 'wrong', steps: [{ fault: 'power-cut' }, { fault: 'pause', at: 'os-boot' }] },
    expect: { end: 'ready' },
  });
  const differing = await scene.ven('drill', 'run', file, '--json');
  expect(differing.code).toBe(1);
  expect(json(differing.stdout)).toMatchObject({
    ok: false,
    drills: [
      {
        ...{ ok: false, end: 'failed', cause: 'on-purpose' },
        problems: ['It ended failed; expected: ready.', containing('Not done: paused when “OS boot” begins')],
      },
    ],
  });
  const short = drillFile({ name: 'short', expect: { end: 'ready' }, limit: 1 });
  const late = await scene.ven('drill', 'run', short);
  expect(late).toMatchObject({ code: 5, stdout: containing('after 1 s; expected: ready') });
  expect(await names()).toEqual(['edge-a']);
});

test('Ctrl-C leaves nothing either', async () => {
  const file = drillFile({ name: 'endless', steps: [{ fault: 'link-down' }], expect: { end: 'ready' } });
  const running = scene.start('drill', 'run', file);
  await ofDrill();
  running.child.kill('SIGINT');
  expect(await running.finished).toMatchObject({ code: 130, stdout: containing('It was interrupted.') });
  expect(await names()).toEqual(['edge-a']);
});

test('lint names the field, and nothing is run of what is not valid', async () => {
  const bad = drillFile({ name: 'bad', steps: [{ fault: 'link-slow' }], expect: { end: 'ready' } });
  expect(await scene.ven('drill', 'lint', bad)).toMatchObject({
    ...{ code: 1, stdout: containing('steps.0.rateKiBps: link-slow needs it') },
  });
  expect(await scene.ven('drill', 'run', bad)).toMatchObject({
    code: 2,
    stderr: containing('ven drill lint'),
  });
  expect(await names()).toEqual(['edge-a']);
});
