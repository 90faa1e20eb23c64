import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Connection } from 'node-libvirt';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { virsh } from '../testing/virsh.ts';
import { TestInstallation } from '../testing/test-installation.ts';
import { bootedNvram } from './fixtures/fixture.ts';
import { NvramFiles } from './nvram-files.ts';
import { contentOfQcow2 } from './qcow2.ts';

const run = promisify(execFile);

let own: TestInstallation;
beforeAll(async () => {
  own = await TestInstallation.open('efivars');
});
afterAll(() => own.close());

test('the variables of a node are read and changed through libvirt alone, and QEMU still starts with them', async () => {
  const { host } = own;
  const node = own.newNode();
  await host.networks.ensure(await own.networkModel());
  await own.ensureNode(node, { secureBoot: true });
  await expect(host.nvram.variables(node.uuid)).rejects.toMatchObject({ code: 'conflict' });
  // Never started: its disk is empty, and it boots from the network anyway.
  await host.nvram.bootFromNetworkNext(node.uuid);

  await host.domains.startPaused(node.uuid);
  const fresh = await host.nvram.variables(node.uuid);
  expect(fresh).toMatchObject({ format: 'raw', secureBoot: 'on' });
  const subjects = fresh.keys.flatMap((each) => each.certificates.map(({ subject }) => subject));
  expect(subjects.join()).toContain('Microsoft');
  await expect(host.nvram.bootFromNetworkNext(node.uuid)).rejects.toMatchObject({ code: 'conflict' });
  await host.domains.destroy(node.uuid);
  await expect(host.nvram.bootFromNetworkNext(node.uuid)).rejects.toThrow('no boot option for the network');

  const connection = await Connection.open(host.uri);
  onTestFinished(() => connection.close());
  await new NvramFiles(own.installation).write(connection, fresh.path, bootedNvram('4m'));
  await host.nvram.bootFromNetworkNext(node.uuid);
  expect(await host.nvram.variables(node.uuid)).toMatchObject({ bootNext: 'Boot0002', secureBoot: 'setup' });
  await host.domains.startPaused(node.uuid);
  expect(await virsh('pool-list', '--all', '--name')).not.toContain('-nvram');

  await own.removeNode(node);
});

test('a qcow2 file has the content that qemu-img gave it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nvram-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const [raw, qcow2] = [join(folder, 'vars.fd'), join(folder, 'vars.qcow2')];
  await writeFile(raw, bootedNvram('4m'));
  await run('qemu-img', ['convert', '-f', 'raw', '-O', 'qcow2', raw, qcow2]);
  expect(contentOfQcow2(await readFile(qcow2)).equals(bootedNvram('4m'))).toBe(true);
});
