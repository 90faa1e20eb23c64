import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Connection } from 'node-libvirt';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { variablesVolume } from '../names.ts';
import { virsh } from '../testing/virsh.ts';
import { TestInstallation } from '../testing/test-installation.ts';
import { bootedNvram } from '../testing/booted-nvram.ts';
import { StateFiles } from './state-files.ts';
import { contentOfQcow2 } from './qcow2.ts';
import { newCertificate } from '../../testing/certificate.ts';

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
  await new StateFiles(own.installation).write(connection, fresh.path, bootedNvram('4m'));
  await host.nvram.bootFromNetworkNext(node.uuid);
  expect(await host.nvram.variables(node.uuid)).toMatchObject({ bootNext: 'Boot0002', secureBoot: 'setup' });
  await host.domains.startPaused(node.uuid);
  // Other tests have such pools, too.
  const pools = (await virsh('pool-list', '--all', '--name')).split('\n');
  expect(pools.filter((name) => name.includes(own.installation) && name.includes('-nvram'))).toEqual([]);

  await own.removeNode(node);
});

test('a certificate for Secure Boot is enrolled before the first start, and in a node that is off', async () => {
  const { host } = own;
  const node = own.newNode();
  const [first, second] = [newCertificate('/CN=first'), newCertificate('/CN=second')];
  const on = { state: 'on', missing: [] };
  await host.networks.ensure(await own.networkModel());
  await own.ensureNode(node, { secureBoot: true }, first);
  expect(await host.nvram.secureBoot(node.uuid, first)).toEqual(on);
  const template = await host.storage.volumePath(variablesVolume(node.name));
  const replaced = async (pem: string) => {
    await host.storage.removeVolumes([variablesVolume(node.name)]);
    const { variables } = await host.firmware(true);
    const bytes = await host.nvram.templateWithSigners(variables, pem);
    await host.storage.ensureFile(variablesVolume(node.name), bytes, 'domain');
    await host.nvram.enrolSigners(node.uuid, pem, template);
  };
  await replaced(second);
  expect(await host.nvram.secureBoot(node.uuid, second)).toEqual(on);

  await host.domains.startPaused(node.uuid);
  expect(await host.nvram.secureBoot(node.uuid, second)).toEqual(on);
  expect(await host.nvram.secureBoot(node.uuid, first)).toEqual({ state: 'on', missing: ['CN=first'] });
  await expect(host.nvram.enrolSigners(node.uuid, first, template)).rejects.toMatchObject({
    code: 'conflict',
  });
  await host.domains.destroy(node.uuid);
  await replaced(first);
  expect(await host.nvram.secureBoot(node.uuid, first)).toEqual(on);
  // What somebody resets begins with the template again.
  await virsh('start', '--paused', '--reset-nvram', node.name);
  expect(await host.nvram.secureBoot(node.uuid, first)).toEqual(on);
  expect(await host.nvram.secureBoot(node.uuid, second)).toMatchObject({ missing: ['CN=second'] });

  await own.removeNode(node);
  expect(await host.leftovers()).toMatchObject({ volumes: [] });
});

test('a domain that was made without a template of its own gets one', async () => {
  const { host } = own;
  const node = own.newNode();
  const pem = newCertificate('/CN=later');
  await host.networks.ensure(await own.networkModel());
  await own.ensureNode(node, { secureBoot: true });
  expect(await host.nvram.secureBoot(node.uuid, pem)).toEqual({ state: 'on', missing: ['CN=later'] });
  const { variables } = await host.firmware(true);
  const bytes = await host.nvram.templateWithSigners(variables, pem);
  const template = await host.storage.ensureFile(variablesVolume(node.name), bytes, 'domain');
  await host.nvram.enrolSigners(node.uuid, pem, template);
  expect(await host.nvram.secureBoot(node.uuid, pem)).toEqual({ state: 'on', missing: [] });
  expect(await host.domains.xml(node.uuid)).toContain(template);
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
