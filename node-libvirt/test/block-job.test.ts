import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Domain } from '../src/index.ts';
import {
  Connection,
  DomainBlockCommitFlags,
  DomainBlockJobAbortFlags,
  DomainBlockJobType,
  DomainCreateFlags,
  ErrorCode,
} from '../src/index.ts';
import { qemuDomain } from './support/domain-xml.ts';
import { failure } from './support/failure.ts';
import { leaveNothingBehind } from './support/leftovers.ts';
import { ownName } from './support/names.ts';
import { ownDirectory } from './support/own-directory.ts';
import { virsh } from './support/virsh.ts';

leaveNothingBehind();

const run = promisify(execFile);

let qemu: Connection;
let domain: Domain;
/** Each is based on the one before. */
let chain: [string, string, string];
beforeAll(async () => {
  qemu = await Connection.open('qemu:///system');
  const folder = await ownDirectory('disks');
  chain = [join(folder, 'bottom.qcow2'), join(folder, 'middle.qcow2'), join(folder, 'top.qcow2')];
  const [bottom, middle, top] = chain;
  await run('qemu-img', ['create', '-q', '-f', 'qcow2', bottom, '4M']);
  for (const [base, layer] of [
    [bottom, middle],
    [middle, top],
  ] as const) {
    await run('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', base, '-F', 'qcow2', layer]);
  }
  for (const [index, file] of chain.entries()) {
    await run('qemu-io', ['-f', 'qcow2', '-c', `write -P ${index + 1} ${index}M 64k`, file]);
  }
  const devices = `<disk type='file' device='disk'>
    <driver name='qemu' type='qcow2'/><source file='${top}'/><target dev='vda' bus='virtio'/>
  </disk>`;
  const about = { name: ownName('block'), uuid: randomUUID(), devices };
  domain = await qemu.domainCreateXML(qemuDomain(about), DomainCreateFlags.START_PAUSED);
});
afterAll(() => qemu.close());

test('a disk without a job says so, and a disk that is not there is refused', async () => {
  await expect(domain.getBlockJobInfo('vda')).resolves.toBeNull();
  expect(await failure(domain.blockCommit('vdz'))).toMatchObject({ code: ErrorCode.INVALID_ARG });
});

test('a layer in the middle of a chain is merged into what it is based on', async () => {
  const [bottom, middle] = chain;
  await domain.blockCommit('vda', { base: bottom, top: middle });
  await expect.poll(() => domain.getBlockJobInfo('vda')).toBeNull();
  await expect.poll(() => domain.getXMLDesc()).not.toContain(middle);
});

test('what a domain writes to is merged while it goes on, and then given up', async () => {
  const [bottom, , top] = chain;
  await domain.blockCommit('vda', { base: bottom, top }, DomainBlockCommitFlags.ACTIVE);
  await expect
    .poll(() => domain.getBlockJobInfo('vda').then((job) => job !== null && job.cur === job.end && job.type))
    .toBe(DomainBlockJobType.ACTIVE_COMMIT);
  await domain.blockJobAbort('vda', DomainBlockJobAbortFlags.PIVOT);
  expect(await virsh('domblklist', domain.name)).toContain(bottom);
  await domain.destroy();
  for (const [index] of chain.entries()) {
    const read = ['-f', 'qcow2', '-c', `read -P ${index + 1} ${index}M 64k`, bottom];
    expect((await run('qemu-io', read)).stdout).not.toContain('verification failed');
  }
});
