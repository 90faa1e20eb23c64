import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createRequest } from '../../../lib/contract/node.ts';
import { ownDatabase, ownDirectory } from '../../testing/database.ts';
import { ADMIN, connected, far } from '../../testing/far-host.ts';
import { containing } from '../../testing/matching.ts';
import { coreOver } from '../../testing/memory-console.ts';
import { MemoryHost } from '../../testing/memory-host.ts';
import { PrivateDaemon } from '../../testing/private-host.ts';

const XML = `<domain type='qemu'><name>own</name><memory unit='MiB'>64</memory><vcpu>1</vcpu><os><type arch='x86_64'>hvm</type></os>
<devices><emulator>/usr/bin/qemu-system-x86_64</emulator><graphics type='vnc' autoport='yes' listen='127.0.0.1'/></devices></domain>`;

test('what a session of libvirt has can be used; new nodes are refused with the reason', async () => {
  const daemon = await PrivateDaemon.start();
  onTestFinished(() => daemon[Symbol.asyncDispose]());
  const uri = daemon.uri('qemu:///session');
  const directory = ownDirectory();
  writeFileSync(join(directory, 'own.xml'), XML);
  execFileSync('virsh', ['-c', uri, 'define', join(directory, 'own.xml')]);
  const core = await coreOver(new MemoryHost(), await ownDatabase(directory), directory);
  await core.hosts.add(far(uri), ADMIN);
  await connected(core);
  const request = { template: 'http-boot', count: 1, name: 'edge', start: false };
  await expect(core.nodes.preview(createRequest.parse({ ...request, host: 'far' }))).rejects.toMatchObject({
    code: 'conflict',
    message: containing('is a session of libvirt'),
    fix: containing('/system'),
    errors: [{ field: 'host' }],
  });

  expect((await core.domains.list('far')).domains).toMatchObject([{ name: 'own', state: 'shut off' }]);
  expect(await core.domains.act('far', 'own', 'start', ADMIN)).toMatchObject({ state: 'running' });
  const { uuid } = await core.domains.get('far', 'own');
  const screen = await core.consoles.vnc(`far/${uuid}`);
  screen.destroy();
  expect(await core.domains.act('far', 'own', 'stop', ADMIN)).toMatchObject({ state: 'shut off' });
});
