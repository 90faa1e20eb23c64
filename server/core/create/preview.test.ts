import { expect, test } from 'vitest';
import { createRequest } from '../../../lib/contract/node.ts';
import { templateRequest } from '../../../lib/contract/template.ts';
import { OPERATOR } from '../../testing/core.ts';
import { startConsole } from '../../testing/test-server.ts';

const IDENTITY = '0123456789abcdef0123456789abcdef';

test('what a preview shows stays while something else is typed, and is what is created', async () => {
  const { core } = await startConsole();
  const preview = (typed: object) =>
    core.nodes.preview(createRequest.parse({ identity: IDENTITY, ...typed }));
  const first = await preview({ name: 'edge' });
  const mac = /<mac address='(.*?)'/.exec(first.domainXml)?.[1] ?? '';
  expect(mac).toMatch(/^52:54:00:/);
  expect((await preview({ name: 'edge' })).domainXml).toBe(first.domainXml);
  const renamed = await preview({ name: 'edge-x', memoryMiB: 2048, count: 2 });
  expect(renamed.nodes[0]?.uuid).toBe(first.nodes[0]?.uuid);
  expect(renamed.domainXml).toContain(mac);

  const asked = createRequest.parse({ identity: IDENTITY, name: 'edge', start: false });
  const { nodes, run } = await core.nodes.create(asked, OPERATOR);
  expect(nodes).toMatchObject([{ ...first.nodes[0], mac }]);
  // Asked for again, the run is of other nodes.
  expect(run.request).not.toHaveProperty('identity');
  expect((await preview({ name: 'other' })).nodes[0]?.uuid).not.toBe(first.nodes[0]?.uuid);
});

test('without an identity each preview has another one; ids that the create makes up are left open', async () => {
  const { core } = await startConsole();
  const request = createRequest.parse({ name: 'edge' });
  const [one, other] = [await core.nodes.preview(request), await core.nodes.preview(request)];
  expect(one.nodes[0]?.uuid).not.toBe(other.nodes[0]?.uuid);
  const shown = one.domainXml.replaceAll(one.nodes[0]?.uuid ?? '', '');
  expect(/[0-9a-f]{8}-[0-9a-f]{4}-/.exec(shown)).toBeNull();
});

test('the preview of a template shows the same node as long as only other things are typed', async () => {
  const { core } = await startConsole();
  const draft = { name: 'own', title: 'Own', for: ['http-boot', 'none', 'simulator'], vcpus: 1, diskGiB: 8 };
  const previewed = (memoryMiB: number) =>
    core.nodes.templatePreview(templateRequest.parse({ ...draft, memoryMiB }));
  expect((await previewed(1024)).nodes).toEqual((await previewed(2048)).nodes);
});
