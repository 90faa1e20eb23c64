import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Change } from '../../../lib/contract/live.ts';
import { domainQuery } from '../../../lib/contract/host-domain.ts';
import { OPERATOR } from '../../testing/core.ts';
import { ownDatabase } from '../../testing/database.ts';
import { eventually } from '../../testing/eventually.ts';
import { coreOver } from '../../testing/memory-console.ts';
import { MemoryHost } from '../../testing/memory-host.ts';

async function consoleWith(names: readonly string[]) {
  const host = new MemoryHost();
  const uuids = new Map(names.map((name) => [name, randomUUID()]));
  for (const [name, uuid] of uuids) host.anyDomains.add(name, uuid);
  const core = await coreOver(host, await ownDatabase());
  await eventually('the list of the host', () => core.ready() || undefined);
  const changes: (Change & { kind: 'domains' })['object'][] = [];
  core.onChange((change) => void (change.kind === 'domains' && changes.push(change.object)));
  return { host, core, changes, uuid: (name: string) => uuids.get(name) ?? '' };
}

test('a page of the list: of those that match, in the order that is asked for', async () => {
  const { core, uuid } = await consoleWith(['lab-2', 'lab-10', 'other', 'lab-1']);
  const names = async (query: object) => {
    const { domains, total } = await core.domains.list('local', domainQuery.parse(query));
    return [domains.map(({ name }) => name).join(' '), total];
  };
  expect(await names({})).toEqual(['lab-1 lab-2 lab-10 other', 4]);
  expect(await names({ search: 'LAB off', offset: '1', limit: '1' })).toEqual(['lab-2', 3]);
  expect(await names({ search: uuid('other') })).toEqual(['other', 1]);
  expect(await names({ search: 'lab running' })).toEqual(['', 0]);
  await core.domains.act('local', uuid('lab-2'), 'start', OPERATOR);
  await eventually('the running one', async () => (await names({ search: 'running' }))[1] === 1 || undefined);
  expect(await names({ sort: 'state', order: 'ascending' })).toEqual(['lab-2 lab-1 lab-10 other', 4]);
  expect(await names({ sort: 'state', order: 'descending' })).toEqual(['lab-1 lab-10 other lab-2', 4]);
});

test('a list that somebody asked for follows the host without being read again', async () => {
  const { host, core, changes, uuid } = await consoleWith(['one', 'other']);
  await core.domains.list('local');
  changes.length = 0;
  host.anyDomains.list = () => Promise.reject(new Error('the whole list is read again'));
  host.become(uuid('one'), 'running', 'started');
  await eventually('the change', () => changes.length > 0 || undefined);
  expect(changes).toMatchObject([
    { host: 'local', now: { domains: [{ name: 'one', state: 'running', host: 'local' }], removed: [] } },
  ]);
  host.anyDomains.vanish(uuid('other'));
  await eventually('the removal', () => changes.length > 1 || undefined);
  expect(changes[1]).toMatchObject({ now: { domains: [], removed: [uuid('other')] } });
  expect((await core.domains.list('local')).domains).toMatchObject([{ name: 'one', state: 'running' }]);
});

test('a list that nobody asked for is not kept: its changes say only that there are some', async () => {
  const { host, changes, uuid } = await consoleWith(['one']);
  host.become(uuid('one'), 'running', 'started');
  await eventually('the change', () => changes.length > 0 || undefined);
  expect(changes).toContainEqual({ host: 'local', now: null });
  expect(changes.every(({ now }) => now === null)).toBe(true);
});
