import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { scheduleRequest, type ScheduleInput } from '../../../lib/contract/schedule.ts';
import type { Node } from '../../../lib/contract/node.ts';
import { templateRequest } from '../../../lib/contract/template.ts';
import { OPERATOR } from '../../testing/core.ts';
import { nodeRow, ownDatabase, ownDirectory, runRow } from '../../testing/database.ts';
import { eventually } from '../../testing/eventually.ts';
import { coreOver } from '../../testing/memory-console.ts';
import { matching } from '../../testing/matching.ts';
import { MemoryHost } from '../../testing/memory-host.ts';
import type { Core } from '../api.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Two minutes before it is due. */
const EVENING = Date.UTC(2026, 0, 5, 1, 58);

const nightly = (changes: Partial<ScheduleInput> = {}) =>
  scheduleRequest.parse({
    ...{ name: 'nightly', cron: '0 2 * * *', timeZone: 'UTC' },
    request: { count: 2, ready: { kind: 'text', text: 'Up and running' } },
    ...changes,
  });

/** A console whose clock the test sets; opened again, it has the same host and database. */
async function consoleAt(start: number) {
  const [host, database, dataDir] = [new MemoryHost(), await ownDatabase(), ownDirectory()];
  let ahead = start - Date.now();
  const open = () => coreOver(host, database, dataDir, 0, undefined, () => Date.now() + ahead);
  return { host, database, open, pass: (milliseconds: number) => (ahead += milliseconds) };
}

type Console = Awaited<ReturnType<typeof consoleAt>>;

/** Once all of these run. */
const running = (core: Core, names: readonly string[]) =>
  eventually(`${names.join()} running`, async () => {
    const nodes = (await core.nodes.list()).filter(
      ({ state, operation, name }) => state === 'running' && operation === null && names.includes(name),
    );
    return nodes.length === names.length ? nodes : undefined;
  });

async function end({ host }: Console, core: Core, node: Node | undefined, outcome: 'ready' | 'failed') {
  if (node === undefined) throw new Error('it is not there');
  if (outcome === 'ready') host.port(node.uuid, 0).print('Up and running\r\n');
  else host.become(node.uuid, 'shut off', 'crashed', 'crashed');
  await eventually(outcome, async () => (await core.nodes.get(node.id)).stage === outcome || undefined);
}

const last = (core: Core, outcome: string) =>
  eventually(`the last one ${outcome}`, async () => {
    const [latest] = (await core.schedules.get('nightly')).occurrences;
    return latest?.outcome === outcome ? latest : undefined;
  });

const cleaned = (core: Core) =>
  eventually('the clean-up', async () => {
    const [latest] = (await core.schedules.get('nightly')).occurrences;
    return latest?.cleanUp ?? undefined;
  });

const names = async (core: Core) => (await core.nodes.list()).map(({ name }) => name).toSorted();

/** The names that are there, once these are. */
const left = (core: Core, wanted: readonly string[]) =>
  eventually(`only ${wanted.join()}`, async () => (await names(core)).join() === wanted.join() || undefined);

test('a schedule makes its run, deletes what became ready, and keeps the latest that failed', async () => {
  const at = await consoleAt(EVENING);
  const core = await at.open();
  const added = await core.schedules.add(nightly({ keepFailed: 1 }), OPERATOR);
  expect(added).toMatchObject({ nextAt: '2026-01-05T02:00:00.000Z', last: null, timeZone: 'UTC' });
  at.pass(3 * MINUTE);
  const { runId } = await last(core, 'started');
  expect(await core.runs.get(runId ?? '')).toMatchObject({
    name: matching(/^nightly · 2 nodes/),
    createdBy: 'schedule nightly',
  });
  const [one, two] = await running(core, ['nightly-1', 'nightly-2']);
  await end(at, core, one, 'ready');
  await end(at, core, two, 'failed');
  at.pass(MINUTE);
  expect(await cleaned(core)).toMatchObject({ deleted: 1, kept: 1 });
  await left(core, ['nightly-2']);

  // The name of the one that is kept is not free.
  at.pass(DAY);
  const [three, four] = await running(core, ['nightly-1', 'nightly-3']);
  await end(at, core, three, 'failed');
  await end(at, core, four, 'ready');
  at.pass(MINUTE);
  await left(core, ['nightly-1']);
  expect(await core.schedules.trend('nightly')).toMatchObject({
    ...{ judged: 2, clean: 0, nodes: 4, ready: 2, verdict: 'failing' },
    runs: [{ ready: 1, failed: 1 }, { id: (await last(core, 'started')).runId }],
  });
  expect(await core.schedules.trendOfTemplate(three?.template ?? '')).toMatchObject({ judged: 2 });
  const noted = (await core.schedules.list())[0];
  expect(noted).toMatchObject({
    nextAt: '2026-01-07T02:00:00.000Z',
    last: { cleanUp: { deleted: 2, kept: 1 } },
  });
});

test('without deletion, nothing is deleted', async () => {
  const at = await consoleAt(EVENING);
  const core = await at.open();
  await core.schedules.add(nightly({ deleteReady: false, keepFailed: 0 }), OPERATOR);
  await core.schedules.runNow('nightly', OPERATOR);
  const [one, two] = await running(core, ['nightly-1', 'nightly-2']);
  await end(at, core, one, 'ready');
  await end(at, core, two, 'failed');
  at.pass(MINUTE);
  expect(await cleaned(core)).toMatchObject({ deleted: 0, kept: 2 });
  expect(await names(core)).toEqual(['nightly-1', 'nightly-2']);
});

test('a run that is under way lets no other one begin, and says so', async () => {
  const at = await consoleAt(EVENING + 1.5 * MINUTE);
  const core = await at.open();
  await core.schedules.add(nightly(), OPERATOR);
  const begun = await core.schedules.runNow('nightly', OPERATOR);
  expect(begun).toMatchObject({ outcome: 'started', by: OPERATOR.name });
  await running(core, ['nightly-1', 'nightly-2']);
  await expect(core.schedules.runNow('nightly', OPERATOR)).rejects.toMatchObject({
    code: 'conflict',
    message: matching(/still under way.*0 ready and 0 failed of 2/),
  });
  // Less than a boot may take without a sign.
  at.pass(MINUTE);
  expect(await last(core, 'skipped')).toMatchObject({
    runId: null,
    reason: matching(/under way/),
  });
  expect(await core.nodes.list()).toHaveLength(2);
});

describe('a console that was not running', () => {
  test('for long misses those times, says how many, and makes up for none', async () => {
    const at = await consoleAt(EVENING);
    const before = await at.open();
    await before.schedules.add(nightly(), OPERATOR);
    await before.close();
    at.pass(2 * DAY + 10 * MINUTE);
    const core = await at.open();
    expect(await last(core, 'missed')).toMatchObject({
      dueAt: '2026-01-05T02:00:00.000Z',
      reason: matching(/not running then, nor at the next 2 times/),
    });
    expect(await core.schedules.get('nightly')).toMatchObject({ nextAt: '2026-01-08T02:00:00.000Z' });
    expect(await core.nodes.list()).toEqual([]);
  });

  test('for a moment begins the run when it is back, and begins it once', async () => {
    const at = await consoleAt(EVENING);
    const before = await at.open();
    await before.schedules.add(nightly(), OPERATOR);
    await before.close();
    at.pass(4 * MINUTE);
    const core = await at.open();
    await running(core, ['nightly-1', 'nightly-2']);
    await core.close();
    const again = await at.open();
    await running(again, ['nightly-1', 'nightly-2']);
    // The clock is an hour back: that time has been.
    at.pass(-60 * MINUTE);
    await again.close();
    const back = await at.open();
    const { occurrences, nextAt } = await back.schedules.get('nightly');
    expect(occurrences).toMatchObject([{ outcome: 'started', dueAt: '2026-01-05T02:00:00.000Z' }]);
    expect(nextAt).toBe('2026-01-06T02:00:00.000Z');
    expect(await back.nodes.list()).toHaveLength(2);
  });

  test('says what became of a time that it was killed at', async () => {
    const at = await consoleAt(EVENING);
    const before = await at.open();
    const { id: scheduleId } = await before.schedules.add(nightly(), OPERATOR);
    await before.close();
    const run = runRow();
    await at.database.nodes.create(run, [nodeRow(run.id, { stage: 'failed' })], []);
    const occurrence = (hour: number, runId: string) => {
      const moment = new Date(EVENING - hour * 60 * MINUTE).toISOString();
      const rest = { by: null, outcome: 'starting', reason: null, cleanUp: null } as const;
      return { id: randomUUID(), scheduleId, dueAt: moment, at: moment, runId, ...rest };
    };
    await at.database.schedules.note(occurrence(2, run.id));
    await at.database.schedules.note(occurrence(1, randomUUID()));
    const { schedules } = await at.open();
    expect((await schedules.get('nightly')).occurrences).toMatchObject([
      { outcome: 'refused', reason: matching(/nothing was created/) },
      { outcome: 'started', runId: run.id },
    ]);
  });
});

test('a paused schedule makes no run, and makes up for none when it is resumed', async () => {
  const at = await consoleAt(EVENING);
  const core = await at.open();
  await core.schedules.add(nightly(), OPERATOR);
  expect(await core.schedules.pause('nightly', OPERATOR)).toMatchObject({
    nextAt: null,
    paused: { by: OPERATOR.name },
  });
  await core.schedules.edit('nightly', nightly({ cron: '0 3 * * *' }), OPERATOR);
  at.pass(DAY);
  await core.close();
  const next = await at.open();
  expect(await next.schedules.resumeSchedule('nightly', OPERATOR)).toMatchObject({
    nextAt: '2026-01-06T03:00:00.000Z',
    paused: null,
    last: null,
  });
});

test('what cannot be created is refused with the reason, and noted', async () => {
  const core = await (await consoleAt(EVENING)).open();
  const nowhere = nightly({ request: { count: 1, host: 'nowhere' } });
  await expect(core.schedules.add(nowhere, OPERATOR)).rejects.toMatchObject({ code: 'not-found' });
  const size = { vcpus: 1, memoryMiB: 1024, diskGiB: 8 };
  const own = templateRequest.parse({ name: 'own', title: 'Own', for: ['http-boot'], ...size });
  await core.templates.add(own, OPERATOR);
  await core.schedules.add(nightly({ request: { count: 1, template: 'own' } }), OPERATOR);
  await core.templates.remove('own', OPERATOR);
  await expect(core.schedules.runNow('nightly', OPERATOR)).rejects.toThrow(/no template "own"/);
  expect(await last(core, 'refused')).toMatchObject({ reason: matching(/no template "own"/) });
  await core.schedules.remove('nightly', OPERATOR);
  expect(await core.schedules.list()).toEqual([]);
  await expect(core.schedules.get('nightly')).rejects.toMatchObject({ code: 'not-found' });
});

test('a name twice, another name, and a password are refused by the name of the field', async () => {
  const { schedules } = await (await consoleAt(EVENING)).open();
  await schedules.add(nightly(), OPERATOR);
  const naming = (field: string) => ({ errors: [{ field }] });
  await expect(schedules.add(nightly(), OPERATOR)).rejects.toMatchObject(naming('name'));
  await expect(schedules.edit('nightly', nightly({ name: 'x' }), OPERATOR)).rejects.toMatchObject(
    naming('name'),
  );
  const seed = { user: 'me', password: 'a secret of that length' };
  const request = { bootSource: { kind: 'cloud-image', image: 'x', seed } } as const;
  await expect(schedules.add(nightly({ name: 'y', request }), OPERATOR)).rejects.toMatchObject(
    naming('request.bootSource.seed.password'),
  );
  await expect(schedules.add(nightly({ name: 'z' }), { ...OPERATOR, role: 'viewer' })).rejects.toMatchObject({
    code: 'forbidden',
  });
});
