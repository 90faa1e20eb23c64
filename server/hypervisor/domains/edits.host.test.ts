import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestInstallation } from '../testing/test-installation.ts';
import { virsh } from '../testing/virsh.ts';

let own: TestInstallation;
beforeAll(async () => {
  own = await TestInstallation.open('edits');
});
afterAll(() => own.close());

test('metadata, name and autostart of a domain that is off, and metadata of one that is on', async () => {
  const { domains, networks } = own.host;
  await networks.ensure(await own.networkModel());
  const node = own.newNode();
  await own.ensureNode(node);
  const annotations = { note: 'two\n"lines" & <more>', labels: ['lab', 'site=oslo'] };
  await domains.annotate(node.uuid, annotations);
  await domains.setAutostart(node.uuid, true);
  expect(await domains.get(node.uuid)).toMatchObject({ metadata: { ...annotations, nodeId: node.name } });
  expect(await domains.autostart(node.uuid)).toBe(true);

  const next = `${node.name}-new`;
  await domains.annotate(node.uuid, { files: node.name });
  await domains.rename(node.uuid, next);
  // As after a crash.
  await domains.rename(node.uuid, next);
  expect(await domains.get(node.uuid)).toMatchObject({ name: next, metadata: { files: node.name } });
  expect(await domains.autostart(node.uuid)).toBe(true);
  await domains.setAutostart(node.uuid, false);

  await domains.startPaused(node.uuid);
  await expect(domains.rename(node.uuid, 'other')).rejects.toMatchObject({ code: 'conflict' });
  await domains.annotate(node.uuid, { note: 'while it is on' });
  for (const flag of [[], ['--inactive']])
    expect(await virsh('dumpxml', ...flag, node.uuid)).toContain('while it is on');
  await domains.destroy(node.uuid);
  const { nvram } = await domains.resources(node.uuid);
  expect(nvram).toContain(node.name);
  expect(nvram).not.toContain(next);
  await own.removeNode(node);
  expect((await own.host.leftovers()).domains).toEqual([]);
});
