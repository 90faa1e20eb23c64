import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { nodeList } from '../../lib/contract/lists.ts';
import { useScene } from './support/scene.ts';

const scene = useScene();

describe('-o', () => {
  test('yaml is the document that json is, before the command or after it', async () => {
    const { stdout } = await scene.ven('list', '-o', 'yaml');
    expect(nodeList.parse(parse(stdout)).nodes).toMatchObject([{ name: 'edge-a' }]);
    const { stdout: json } = await scene.ven('-o', 'json', 'list');
    expect(nodeList.parse(JSON.parse(json)).nodes).toMatchObject([{ name: 'edge-a' }]);
  });

  test('wide has what identifies a node', async () => {
    const { stdout } = await scene.ven('list', '-o', 'wide');
    expect(stdout.split('\n')[0]).toMatch(/^NAME .* UUID +MAC +NETWORK +TEMPLATE /);
    expect(stdout).toContain(scene.edge.uuid);
  });

  test('name is one word a line, which other commands take', async () => {
    expect((await scene.ven('list', '-o', 'name')).stdout).toBe('edge-a\n');
    expect((await scene.ven('show', 'edge-a', '-o', 'name')).stdout).toBe('edge-a\n');
    // The name of a run is a sentence.
    expect((await scene.ven('runs', '-o', 'name')).stdout).toBe(`${scene.edge.runId}\n`);
    await scene.ven('delete', 'edge-a');
    expect(await scene.ven('list', '-o', 'name')).toMatchObject({ code: 0, stdout: '' });
  });

  test('a failure is data, too', async () => {
    const { code, stdout, stderr } = await scene.ven('show', 'nobody', '-o', 'yaml');
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
    expect(parse(stdout)).toMatchObject({ error: { code: 'not-found' } });
    expect(await scene.ven('list', '-o', 'xml')).toMatchObject({ code: 2, stdout: '' });
  });
});

test('open prints the address of the page where there is no desktop', async () => {
  const { stdout } = await scene.ven('open', 'edge-a', '--tab', 'boots');
  expect(stdout).toBe(`${scene.wire.url}/nodes/${scene.edge.id}?tab=boots\n`);
});

test('waiting for a stage that a node cannot have is refused at once', async () => {
  expect(scene.edge.expectedStages).not.toContain('onboarding');
  const { code, stderr } = await scene.ven('wait', 'edge-a', '--stage', 'onboarding');
  expect(code).toBe(2);
  expect(stderr).toMatch(/edge-a has no stage "onboarding".*\n.*Its stages: defined, .*ipxe/);
});
