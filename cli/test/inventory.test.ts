import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { containing } from '../../server/testing/matching.ts';
import { useScene } from './support/scene.ts';

const scene = useScene();

const DEFINITIONS = `<node>
<domain type='test'><name>web-1</name><memory>524288</memory><os><type>hvm</type></os>
  <devices><disk type='volume'><source pool='images' volume='a.raw'/><target dev='vda'/></disk></devices></domain>
<domain type='test'><name>db-10</name><memory>262144</memory><os><type>hvm</type></os></domain>
<network><name>lab</name><forward mode='nat'/><ip address='10.77.0.1' netmask='255.255.255.0'/></network>
<pool type='dir'><name>images</name><target><path>/pool</path></target></pool>
</node>`;

const on = (...args: string[]) => scene.ven(...args, '--host', 'lab');
const json = async (...args: string[]): Promise<unknown> =>
  JSON.parse((await scene.ven(...args, '-o', 'json')).stdout);

/** A host of libvirt's test driver, as the definitions say. */
beforeEach(async () => {
  const file = path.join(scene.program.home, `node-${Date.now()}.xml`);
  writeFileSync(file, DEFINITIONS);
  expect(await scene.ven('host', 'add', 'lab', `test://${file}`)).toMatchObject({ code: 0 });
  await expect.poll(async () => (await on('network', 'list')).code).toBe(0);
});

test('domains: listed in every form, switched, deleted after a confirmation', async () => {
  expect((await on('domain', 'list')).stdout).toMatch(/^lab\/db-10 +running .*\nlab\/web-1 +running /m);
  expect(await json('domain', 'list', '--host', 'lab')).toMatchObject({
    domains: [{ name: 'db-10', persistent: true }, { name: 'web-1' }],
  });
  expect((await scene.ven('domain', 'list', '--host', 'lab', '-o', 'yaml')).stdout).toContain('name: db-10');
  expect(await scene.ven('domain', 'delete', 'lab/db-10', '--yes')).toMatchObject({
    ...{ code: 1, stderr: containing('power it off first') },
  });
  expect(await scene.ven('domain', 'stop', 'lab/db-10')).toMatchObject({
    ...{ code: 2, stderr: containing('--yes') },
  });
  expect(await scene.ven('domain', 'stop', 'lab/db-10', '--yes')).toMatchObject({
    ...{ code: 0, stdout: 'db-10: shut off\n' },
  });
  expect(await scene.ven('domain', 'delete', 'lab/db-10', '--yes')).toMatchObject({
    ...{ code: 0, stdout: 'db-10 is deleted.\n', stderr: containing('goes: domain db-10') },
  });
  expect(await scene.ven('domain', 'show', 'lab/db-10')).toMatchObject({ code: 3 });
  expect((await scene.ven('domain', 'xml', 'lab/web-1')).stdout).toContain('<name>web-1</name>');
});

test('snapshots: taken, listed as a tree, gone back to, deleted', async () => {
  const snapshot = (...args: string[]) => scene.ven('domain', 'snapshot', ...args);
  expect(await snapshot('create', 'lab/web-1', 'first')).toMatchObject({ code: 0 });
  await snapshot('create', 'lab/web-1', 'second', '--description', 'by ven');
  const { stdout } = await snapshot('list', 'lab/web-1');
  expect(stdout).toMatch(/^first .*\n {2}second \* .*by ven/m);
  expect(await snapshot('revert', 'lab/web-1', 'first')).toMatchObject({ code: 2 });
  expect(await snapshot('revert', 'lab/web-1', 'first', '--yes')).toMatchObject({
    ...{ code: 0, stdout: containing('first *') },
  });
  expect(await snapshot('delete', 'lab/web-1', 'first', '--children', '--yes')).toMatchObject({
    ...{ code: 0, stdout: 'first, second: deleted.\n' },
  });
  expect(await snapshot('xml', 'lab/web-1', 'first')).toMatchObject({ code: 3 });
});

test('networks: made, stopped, removed', async () => {
  expect(await on('network', 'create', 'made')).toMatchObject({ code: 2, stderr: containing('subnet') });
  expect(await on('network', 'create', 'made', '--subnet', '10.78.0.0/16')).toMatchObject({ code: 2 });
  expect(await on('network', 'create', 'made', '--subnet', '10.78.0.0/24')).toMatchObject({
    ...{ code: 0, stdout: 'made is active.\n' },
  });
  expect((await on('network', 'list')).stdout).toMatch(/^made +active +nat +10\.78\.0\.1\/24/m);
  expect(await json('network', 'leases', 'made', '--host', 'lab')).toMatchObject({ leases: [] });
  expect(await on('network', 'remove', 'made')).toMatchObject({ code: 2, stderr: containing('--yes') });
  expect(await on('network', 'stop', 'made', '--yes')).toMatchObject({ code: 0 });
  expect(await on('network', 'remove', 'made', '--yes')).toMatchObject({ code: 0 });
  expect(await on('network', 'remove', 'made', '--yes')).toMatchObject({ code: 3 });
});

test('pools and volumes: what a domain uses by pool and name stays', async () => {
  expect((await on('pool', 'list')).stdout).toMatch(/^images +active +dir/m);
  expect(await on('volume', 'create', 'images', 'a.raw', '--size', 'big')).toMatchObject({ code: 2 });
  for (const name of ['a.raw', 'b.raw'])
    expect(await on('volume', 'create', 'images', name, '--size', '1')).toMatchObject({ code: 0 });
  expect((await on('volume', 'list', 'images')).stdout).toMatch(/^a\.raw .* web-1\nb\.raw .* -$/m);
  expect(await on('volume', 'remove', 'images', 'a.raw', '--yes')).toMatchObject({
    ...{ code: 1, stderr: containing('is used by web-1') },
  });
  expect(await on('volume', 'remove', 'images', 'b.raw')).toMatchObject({ code: 2 });
  expect(await on('volume', 'remove', 'images', 'b.raw', '--yes')).toMatchObject({ code: 0 });
  expect(await on('volume', 'remove', 'images', 'b.raw', '--yes')).toMatchObject({ code: 3 });
  expect(await on('pool', 'remove', 'images', '--yes')).toMatchObject({
    ...{ code: 0, stdout: 'images is removed; its files stay.\n' },
  });
});
