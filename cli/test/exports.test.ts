import { expect, test } from 'vitest';
import { useScene } from './support/scene.ts';

const scene = useScene();

test.each([
  ['commands', /^#!\/bin\/sh\n# Makes and starts edge-a .*[\s\S]*\nvirsh start edge-a\n$/],
  ['vagrant', /config\.vm\.define 'edge-a' do/],
  ['terraform', /resource "libvirt_domain" "edge-a" \{/],
  ['ansible', /^- name: Virtual edge nodes$/m],
  ['config', /^NO_OF_CPUS=\d+$/m],
])('export %s is the file alone, for a node or its run', async (format, content) => {
  const { code, stdout, stderr } = await scene.ven('export', format, 'edge-a');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(content);
  expect(stdout).not.toMatch(/urn:virtual-edge-node-console|passwd/);
  expect((await scene.ven('export', format, '--run', scene.edge.runId)).stdout).toBe(stdout);
});

test('what cannot be exported is refused', async () => {
  expect(await scene.ven('export', 'vagrant')).toMatchObject({ code: 2 });
  expect(await scene.ven('export', 'vagrant', 'nobody')).toMatchObject({ code: 3 });
  await scene.ven('delete', 'edge-a');
  expect(await scene.ven('export', 'commands', '--run', scene.edge.runId)).toMatchObject({ code: 2 });
});
