import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { domainXml, networkXml } from '../../hypervisor/index.ts';
import { TestInstallation } from '../../hypervisor/testing/test-installation.ts';
import { virsh } from '../../hypervisor/testing/virsh.ts';
import { commands } from './commands.ts';
import { sampleExport } from './testing/sample-export.ts';

let own: TestInstallation;
beforeAll(async () => {
  own = await TestInstallation.open('exported');
});
afterAll(() => own.close());

/** Without what an export leaves out, and what libvirt makes up anew each time. */
const comparable = (xml: string): string =>
  xml.replace(/<metadata>[\s\S]*?<\/metadata>\s*/, '').replace(/ passwd='[^']*'/, '');

test.skipIf(process.getuid?.() !== 0)(
  'the printed commands define the machine that the console had defined',
  async () => {
    const node = own.newNode();
    const network = await own.networkModel();
    await own.host.networks.ensure(network);
    const model = await own.ensureNode(node);
    const ours = comparable(await virsh('dumpxml', '--inactive', '--security-info', node.name));
    const authority = readFileSync(model.authority ?? '');
    await own.removeNode(node);
    expect(existsSync(model.disk)).toBe(false);

    const domain = { ...model, metadata: null, vncPassword: null };
    const script = commands([
      sampleExport(domain, {
        ...{ xml: domainXml(domain), diskGiB: 1, authority, registration: null },
        network: { ...network, xml: networkXml(network) },
      }),
    ]).replace(/^virsh start .*$/m, '');
    try {
      // Twice: what is there stays.
      for (const _again of [1, 2]) {
        const { status, stderr } = spawnSync('sh', [], { input: script, encoding: 'utf8' });
        expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      }
      expect(await virsh('dumpxml', '--inactive', '--security-info', node.name)).toBe(ours);
      expect(readFileSync(model.authority ?? '')).toEqual(authority);
      expect(await virsh('net-list', '--name')).toContain(`${network.name}\n`);
    } finally {
      await virsh('undefine', '--nvram', node.name);
      await virsh('net-destroy', network.name);
      await virsh('net-undefine', network.name);
      rmSync(dirname(model.disk), { recursive: true });
    }
  },
);
