import { expect, test } from 'vitest';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { OPERATOR } from '../../testing/core.ts';
import { ownDatabase, storedNode } from '../../testing/database.ts';
import { eventually } from '../../testing/eventually.ts';
import { containing } from '../../testing/matching.ts';
import { coreOver } from '../../testing/memory-console.ts';
import { MemoryHost } from '../../testing/memory-host.ts';

const ADMIN = { ...OPERATOR, role: 'admin' } as const;
const APPLY = { change: 'apply', orchestrator: 'sim' } as const;
const PLAN = {
  ...{ before: '<network>\n</network>\n', after: '<network>\n  <dns/>\n</network>\n', applied: null },
  ...{ missing: [], restart: true, running: ['vm'], hash: 'abc' },
};

async function openConsole(host = new MemoryHost()) {
  host.networks.plan = PLAN;
  const database = await ownDatabase();
  return { host, database, core: await coreOver(host, database) };
}

test('a change is shown with its consequence, confirmed by an administrator, and done once', async () => {
  const { core, host } = await openConsole();
  const shown = await core.bootOptions.plan('local', 'theirs', APPLY);
  expect(shown).toMatchObject({
    orchestrator: 'sim',
    applied: null,
    restart: true,
    running: ['vm'],
    done: false,
  });
  expect(shown.diff.filter(({ mark }) => mark !== ' ')).toEqual([{ mark: '+', text: '  <dns/>' }]);
  const request = { ...APPLY, hash: shown.hash, restart: true };
  await expect(core.bootOptions.change('local', 'theirs', request, OPERATOR)).rejects.toMatchObject({
    code: 'forbidden',
  });
  await expect(
    core.bootOptions.change('local', 'theirs', { ...request, hash: 'other' }, ADMIN),
  ).rejects.toMatchObject({ code: 'conflict' });
  host.networks.disconnected = [{ domain: 'vm', reason: 'no such device' }];
  expect(await core.bootOptions.change('local', 'theirs', request, ADMIN)).toEqual({
    disconnected: host.networks.disconnected,
  });
  expect(await core.bootOptions.plan('local', 'theirs', APPLY)).toMatchObject({ done: true });
});

test('a restart that the end of the server interrupts is finished by the next one', async () => {
  const { core, host, database } = await openConsole();
  host.networks.beforeRestart = () => {
    host.report({ state: 'unreachable', reason: 'gone' });
    return Promise.reject(new ConsoleError('host-unreachable', 'gone'));
  };
  const request = { ...APPLY, hash: PLAN.hash, restart: true };
  await expect(core.bootOptions.change('local', 'theirs', request, ADMIN)).rejects.toMatchObject({
    code: 'host-unreachable',
  });
  const next = new MemoryHost();
  await coreOver(next, database);
  await eventually('the restart', () => next.networks.restarted.length > 0 || undefined);
  expect(next.networks.restarted).toEqual(['theirs']);
  await eventually(
    'its end',
    async () => (await database.settings.get('network restart local')) === '' || undefined,
  );
});

test('what has no options to add', async () => {
  const { core } = await openConsole();
  await expect(core.bootOptions.plan('local', 'theirs', { change: 'apply' })).rejects.toMatchObject({
    ...{ code: 'invalid', errors: [{ field: 'orchestrator' }] },
  });
  await expect(
    core.bootOptions.plan('local', 'theirs', { ...APPLY, orchestrator: 'nobody' }),
  ).rejects.toMatchObject({ code: 'not-found' });
  await expect(core.bootOptions.plan('local', 'nothing', APPLY)).rejects.toMatchObject({ code: 'not-found' });
});

test('nodes that boot there now are named before their options go', async () => {
  const host = new MemoryHost();
  host.networks.plan = { ...PLAN, applied: 'sim' };
  const database = await ownDatabase();
  const where = { networkKind: 'network', network: 'theirs', orchestrator: 'sim' } as const;
  const row = await storedNode(database, where);
  const core = await coreOver(host, database);
  expect(await core.bootOptions.plan('local', 'theirs', { change: 'remove' })).toMatchObject({
    warnings: [containing(`${row.name} will not boot from sim any more`)],
  });
  expect(await core.bootOptions.plan('local', 'theirs', APPLY)).toMatchObject({ warnings: [] });
});
