import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { faultRequest, type FaultInput } from '../../../lib/contract/fault.ts';
import { createRequest, deleteRequest } from '../../../lib/contract/node.ts';
import { OPERATOR } from '../../testing/core.ts';
import { MOMENT, ownDatabase } from '../../testing/database.ts';
import { containing } from '../../testing/matching.ts';
import { coreOver } from '../../testing/memory-console.ts';
import { MemoryHost } from '../../testing/memory-host.ts';
import { outcomeOf } from '../../testing/outcome.ts';

async function withNode(isOn: boolean) {
  const [host, database] = [new MemoryHost(), await ownDatabase()];
  const core = await coreOver(host, database);
  const made = await core.nodes.create(createRequest.parse({ name: 'one', start: isOn }), OPERATOR);
  await outcomeOf(core, made.operations[0]?.id ?? '');
  const { id, uuid } = await core.nodes.get('one');
  const start = (input: FaultInput) => core.faults.start('one', faultRequest.parse(input), OPERATOR);
  const power = async (action: 'start' | 'stop' | 'resume') =>
    outcomeOf(core, (await core.nodes.act('one', action, OPERATOR)).id);
  const node = () => core.nodes.get('one');
  const latest = async () => (await core.faults.list('one'))[0];
  return { host, database, core, id, uuid, start, power, node, latest };
}

test('a link is pulled now, shown with the node, and plugged in again by a person', async () => {
  const { host, core, start, node } = await withNode(true);
  const fault = await start({ kind: 'link-down' });
  expect(fault).toMatchObject({ state: 'active', boot: 1, createdBy: OPERATOR.name });
  expect((await node()).faults).toMatchObject([{ id: fault.id, state: 'active' }]);
  await expect(start({ kind: 'link-down' })).rejects.toMatchObject({ errors: [{ field: 'kind' }] });
  expect(await core.faults.end('one', fault.id, OPERATOR)).toMatchObject([
    { state: 'ended', end: 'person', endedBy: OPERATOR.name },
  ]);
  expect(host.faults.done).toEqual(['link down', 'link up']);
  expect((await node()).faults).toEqual([]);
  // Ending it again changes nothing.
  await core.faults.end('one', fault.id, OPERATOR);
  expect(host.faults.done).toHaveLength(2);
});

test('armed while the node is off, it begins at its stage, ends with its time, and is in the audit trail', async () => {
  const { host, database, uuid, start, power, latest } = await withNode(false);
  expect(await start({ kind: 'link-slow', rateKiBps: 50, at: 'ipxe', seconds: 1 })).toMatchObject({
    state: 'armed',
  });
  await power('start');
  expect(host.faults.done).toEqual([]);
  host.port(uuid).print('iPXE initialising devices...\r\n');
  await expect.poll(() => host.faults.done).toEqual(['traffic 50']);
  await expect.poll(latest, { timeout: 5_000 }).toMatchObject({ state: 'ended', end: 'time', boot: 1 });
  expect(host.faults.done).toEqual(['traffic 50', 'traffic free']);
  await expect
    .poll(async () =>
      (await database.audit.list(10)).map(({ action, target }) => `${action} ${target ?? ''}`),
    )
    .toEqual(
      expect.arrayContaining(['fault begin one Slow link, 50 KiB/s', 'fault end one Slow link, 50 KiB/s']),
    );
});

test('a power cut ends the boot, and both the failure and the verdict say that it was on purpose', async () => {
  const { core, start, node } = await withNode(true);
  expect(await start({ kind: 'power-cut' })).toMatchObject({ state: 'ended', end: 'done', boot: 1 });
  expect(await node()).toMatchObject({
    ...{ state: 'shut off', stage: 'failed', faults: [] },
    failure: { cause: containing('On purpose') },
  });
  expect(await core.diagnoses.run({ node: 'one', boot: 1 }, OPERATOR)).toMatchObject({
    ...{ cause: 'on-purpose', confidence: 'certain' },
    title: containing('power cut'),
  });
});

test('what is in force is over when the power goes, and a pause when somebody resumes the node', async () => {
  const { host, start, power, latest } = await withNode(true);
  await start({ kind: 'pause' });
  await power('resume');
  await expect.poll(latest).toMatchObject({ kind: 'pause', end: 'resumed' });
  await start({ kind: 'disk-slow', rateKiBps: 10 });
  await power('stop');
  await expect.poll(latest).toMatchObject({ kind: 'disk-slow', end: 'power-off' });
  expect(host.faults.done).toEqual(['disk 10']);
});

test('killed between recording and doing it, the next process does it; one of a boot that is over, it ends', async () => {
  const { host, database, core, id } = await withNode(true);
  await core.close();
  const row = {
    ...{ nodeId: id, rateKiBps: null, lossPercent: null, at: null, seconds: null },
    state: 'active' as const,
    ...{ fromBoot: 1, createdBy: 'a@b', begunAt: MOMENT, endedAt: null, end: null, endedBy: null },
    problem: null,
  };
  const now = new Date().toISOString();
  await database.faults.add({ ...row, id: randomUUID(), kind: 'link-down', boot: 1, createdAt: now });
  await database.faults.add({
    ...row,
    id: randomUUID(),
    kind: 'disk-slow',
    rateKiBps: 5,
    boot: 0,
    createdAt: MOMENT,
  });
  const again = await coreOver(host, database);
  await expect.poll(() => host.faults.done).toEqual(expect.arrayContaining(['link down']));
  expect((await again.nodes.get('one')).faults).toMatchObject([{ kind: 'link-down', state: 'active' }]);
  await expect
    .poll(() => again.faults.list('one'))
    .toMatchObject([{ kind: 'link-down' }, { kind: 'disk-slow', end: 'power-off' }]);
  await again.faults.end('one', null, OPERATOR);
  expect(host.faults.done).toContain('link up');
});

test('what the host refuses has an end that says so, and what it does not take back stays in force', async () => {
  const { host, core, start, latest, node } = await withNode(true);
  host.faults.before = () => Promise.reject(new ConsoleError('host-refused', 'not today'));
  await expect(start({ kind: 'link-down' })).rejects.toMatchObject({ message: 'not today' });
  expect(await latest()).toMatchObject({ end: 'failed', problem: 'not today' });
  host.faults.before = () => Promise.resolve();
  const { id } = await start({ kind: 'link-down' });
  host.faults.before = () => Promise.reject(new ConsoleError('host-unreachable', 'gone'));
  await expect(core.faults.end('one', id, OPERATOR)).rejects.toMatchObject({ message: 'gone' });
  expect((await node()).faults).toMatchObject([{ state: 'active', problem: 'gone' }]);
  host.faults.before = () => Promise.resolve();
  expect(await core.faults.end('one', id, OPERATOR)).toMatchObject([{ end: 'person', problem: null }]);
});

test('refused: no right, no such node or fault, packets of another machine', async () => {
  const { host, core, start } = await withNode(true);
  const viewer = { ...OPERATOR, role: 'viewer' } as const;
  const wish = faultRequest.parse({ kind: 'link-down' });
  await expect(core.faults.start('one', wish, viewer)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(core.faults.start('two', wish, OPERATOR)).rejects.toMatchObject({ code: 'not-found' });
  await expect(core.faults.end('one', 'none', OPERATOR)).rejects.toMatchObject({ code: 'not-found' });
  host.faults.lossRefusal = { message: 'it is another machine', fix: 'Choose another.' };
  await expect(start({ kind: 'link-lossy', lossPercent: 5, at: 'ready' })).rejects.toMatchObject({
    errors: [{ field: 'kind', message: 'it is another machine' }],
  });
});

test('a node takes its faults with it, and history tells of them', async () => {
  const { core, id, start } = await withNode(false);
  await start({ kind: 'link-down' });
  await outcomeOf(core, (await core.nodes.remove('one', deleteRequest.parse({}), OPERATOR)).id);
  await expect.poll(() => core.faults.list(id)).toMatchObject([{ end: 'deleted', at: 'powered-on' }]);
});
