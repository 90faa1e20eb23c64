import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import { constants } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Domain } from '../src/index.ts';
import {
  Connection,
  DomainCreateFlags,
  DomainGetJobStatsFlags,
  DomainJobOperation,
  DomainJobType,
  DomainUndefineFlags,
  ErrorCode,
} from '../src/index.ts';
import { qemuDomain } from './support/domain-xml.ts';
import { failure } from './support/failure.ts';
import { leaveNothingBehind } from './support/leftovers.ts';
import { ownName } from './support/names.ts';
import { ownDirectory } from './support/own-directory.ts';
import { virsh } from './support/virsh.ts';

leaveNothingBehind();

let qemu: Connection;
let domain: Domain;
beforeAll(async () => {
  qemu = await Connection.open('qemu:///system');
  // Even untouched memory must make more data than pipes and libvirt's buffers hold.
  const about = { name: ownName('jobs'), uuid: randomUUID(), memoryMiB: 1024 };
  domain = await qemu.domainDefineXML(qemuDomain(about));
  await domain.create(DomainCreateFlags.START_PAUSED);
});
afterAll(() => qemu.close());

test('without a job there is nothing to report or abort', async () => {
  await expect(domain.getJobInfo()).resolves.toMatchObject({ type: DomainJobType.NONE, dataTotal: 0n });
  await expect(domain.getJobStats()).resolves.toEqual({ type: DomainJobType.NONE, parameters: {} });
  expect(await failure(domain.abortJob())).toMatchObject({
    code: ErrorCode.OPERATION_INVALID,
    call: 'DOMAIN_ABORT_JOB',
  });
});

test('a running job is reported as by virsh domjobinfo, and aborted', async () => {
  const pipe = join(await ownDirectory('pipe'), 'memory');
  await promisify(execFile)('mkfifo', [pipe]);
  // A reader that never reads: saving can begin, and cannot end.
  const reader = await open(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
  const saving = failure(domain.save(pipe));
  try {
    await expect.poll(async () => (await domain.getJobInfo()).type).toBe(DomainJobType.UNBOUNDED);
    await expect
      .poll(async () => (await domain.getJobStats()).parameters)
      .toMatchObject({ operation: DomainJobOperation.SAVE });
    expect(await virsh('domjobinfo', domain.name)).toMatch(/Operation: +Save/);
    await domain.abortJob();
    // What is in the pipe already must go before libvirt's helper notices.
    await promisify(execFile)('cp', [pipe, '/dev/null']);
    expect(await saving).toMatchObject({ code: ErrorCode.OPERATION_ABORTED, call: 'DOMAIN_SAVE_FLAGS' });
  } finally {
    await reader.close();
  }
  await expect(domain.isActive()).resolves.toBe(true);
});

test('a job that is over is remembered', async () => {
  await domain.managedSave();
  const { type, parameters } = await domain.getJobStats(DomainGetJobStatsFlags.COMPLETED);
  expect(type).toBe(DomainJobType.COMPLETED);
  expect(parameters).toMatchObject({ operation: DomainJobOperation.SAVE, data_remaining: 0n });
  await domain.undefine(DomainUndefineFlags.MANAGED_SAVE);
});
