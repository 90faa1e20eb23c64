import { describe, expect, onTestFinished, test } from 'vitest';
import { MOST_CHECKPOINTS } from '../../../lib/contract/checkpoint.ts';
import { type CloneInput, cloneRequest } from '../../../lib/contract/clone.ts';
import { createRequest, deleteRequest } from '../../../lib/contract/node.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Database } from '../../db/api.ts';
import { OPERATOR } from '../../testing/core.ts';
import { ownDatabase } from '../../testing/database.ts';
import { eventually } from '../../testing/eventually.ts';
import { anyText } from '../../testing/matching.ts';
import { coreOver } from '../../testing/memory-console.ts';
import { MemoryHost } from '../../testing/memory-host.ts';
import type { Core } from '../api.ts';

const ended = async (core: Core, { id }: { readonly id: string }) =>
  eventually('the end of the operation', async () => {
    const operation = await core.operations.get(id);
    return operation.endedAt === null ? undefined : operation;
  });

const done = async (core: Core, operation: Promise<{ readonly id: string }>) =>
  expect(await ended(core, await operation)).toMatchObject({ state: 'succeeded' });

/** A node that is off, and what its guest has written. */
async function newNode({ start = false, ...more }: { start?: boolean; checkpointAt?: 'onboarding' } = {}) {
  const [host, database] = [new MemoryHost(), await ownDatabase()];
  const core = await coreOver(host, database);
  const { operations, nodes } = await core.nodes.create(
    createRequest.parse({ name: 'one', start, ...more }),
    OPERATOR,
  );
  for (const operation of operations) await done(core, Promise.resolve(operation));
  const uuid = nodes[0]?.uuid ?? '';
  host.checkpoints.write(uuid, 'first');
  return { host, database, core, uuid };
}

const mark = (core: Core, name: string) => core.checkpoints.create('one', { name, note: '' }, OPERATOR);
const goBack = (core: Core, name: string, more: { powerOff?: boolean; start?: boolean } = {}) =>
  core.checkpoints.goBack('one', name, { powerOff: false, start: false, ...more }, OPERATOR);

const drop = (core: Core, name: string) => core.checkpoints.remove('one', name, OPERATOR);

const layersOf = (host: MemoryHost) => [...host.volumes].filter((name) => name.endsWith('.qcow2')).length;
const copiesOf = (host: MemoryHost) =>
  [...host.volumes].filter((name) => /\.(?:nvram|tpm)$/.test(name)).length;

test('a node goes back, and forth, and nothing that is not needed is left', async () => {
  const { host, core, uuid } = await newNode();
  await done(core, mark(core, 'a'));
  host.checkpoints.write(uuid, 'second');
  await done(core, mark(core, 'b'));
  host.checkpoints.write(uuid, 'third');
  expect(await core.checkpoints.list('one')).toMatchObject([
    { name: 'a', on: false, stage: 'defined', onboardsAgain: true, bytes: 1010, createdBy: OPERATOR.name },
    { name: 'b' },
  ]);
  await done(core, goBack(core, 'a'));
  expect(host.checkpoints.found(uuid)).toEqual(['first', 'first']);
  await done(core, goBack(core, 'b'));
  expect(host.checkpoints.found(uuid)).toEqual(['second', 'second']);
  // What the checkpoints need, and what the node writes to.
  expect([layersOf(host), copiesOf(host)]).toEqual([3, 4]);
  await done(core, drop(core, 'a'));
  expect([layersOf(host), copiesOf(host)]).toEqual([2, 2]);
  await done(core, drop(core, 'b'));
  expect(host.checkpoints.found(uuid)).toEqual(['second', 'second']);
  expect([layersOf(host), copiesOf(host)]).toEqual([1, 0]);
  const { items } = await core.nodes.removal('one');
  expect(items.filter(({ kind }) => kind === 'checkpoint')).toEqual([]);
  await done(core, core.nodes.remove('one', deleteRequest.parse({}), OPERATOR));
  expect(await host.leftovers()).toMatchObject({ volumes: [] });
});

test('deleting a node deletes its checkpoints, and says so before', async () => {
  const { host, database, core } = await newNode();
  await done(core, mark(core, 'a'));
  const { id } = await core.nodes.get('one');
  expect((await core.nodes.removal('one')).items).toContainEqual({ kind: 'checkpoint', name: 'a' });
  await done(core, core.nodes.remove('one', deleteRequest.parse({}), OPERATOR));
  expect(await database.checkpoints.ofNode(id)).toEqual([]);
  expect(await host.leftovers()).toMatchObject({ volumes: [] });
});

test('a node that is provisioned again can still go back', async () => {
  const { host, core, uuid } = await newNode();
  await done(core, mark(core, 'a'));
  host.checkpoints.write(uuid, 'second');
  await done(core, core.nodes.reprovision('one', OPERATOR));
  await done(core, goBack(core, 'a', { powerOff: true }));
  expect(host.checkpoints.found(uuid)).toEqual(['first', 'first']);
});

test('a running node is paused for a checkpoint, and its power is cut only if somebody says so', async () => {
  const { host, core, uuid } = await newNode({ start: true });
  const states: (string | undefined)[] = [];
  host.checkpoints.before = (what) => {
    if (what === 'save' || what === 'freeze') states.push(host.facts.get(uuid)?.state);
    return Promise.resolve();
  };
  await done(core, core.checkpoints.create('one', { note: '' }, OPERATOR));
  expect(states).toEqual(['paused', 'paused']);
  expect(await core.nodes.get('one')).toMatchObject({ state: 'running' });
  const [{ name } = { name: '' }] = await core.checkpoints.list('one');
  expect(name).toMatch(/^at-/);
  await expect(goBack(core, name)).rejects.toMatchObject({ code: 'conflict', fix: anyText });
  await done(core, goBack(core, name, { powerOff: true }));
  expect(await core.nodes.get('one')).toMatchObject({ state: 'shut off' });
  await done(core, goBack(core, name, { start: true }));
  expect(await core.nodes.boots('one')).toMatchObject([{ checkpoint: null }, { checkpoint: name }]);
});

test('what only one later layer needs is merged into it when it goes, by a deletion or because the node went back', async () => {
  const { host, core, uuid } = await newNode();
  for (const [name, text] of [
    ['a', 'second'],
    ['b', 'third'],
  ] as const) {
    await done(core, mark(core, name));
    host.checkpoints.write(uuid, text);
  }
  await done(core, goBack(core, 'a'));
  host.checkpoints.write(uuid, 'fourth');
  // The node and the other checkpoint have it in common.
  await done(core, drop(core, 'a'));
  expect([layersOf(host), copiesOf(host)]).toEqual([3, 2]);
  await done(core, goBack(core, 'b'));
  expect(host.checkpoints.found(uuid)).toEqual(['second', 'second']);
  expect([layersOf(host), copiesOf(host)]).toEqual([2, 2]);
  host.checkpoints.write(uuid, 'fifth');
  await done(core, goBack(core, 'b'));
  expect(host.checkpoints.found(uuid)).toEqual(['second', 'second']);
});

test('a host that cannot merge: nobody can go back to what is half deleted, and deleting it again finishes it', async () => {
  const { host, core, uuid } = await newNode();
  await done(core, mark(core, 'a'));
  host.checkpoints.write(uuid, 'second');
  host.checkpoints.before = (what) =>
    what === 'merge' ? Promise.reject(new ConsoleError('host-refused', 'it stopped')) : Promise.resolve();
  expect(await ended(core, await drop(core, 'a'))).toMatchObject({ state: 'failed' });
  expect(await core.checkpoints.list('one')).toMatchObject([{ name: 'a', usable: false }]);
  await expect(goBack(core, 'a')).rejects.toMatchObject({ code: 'conflict', fix: anyText });
  const copy = cloneRequest.parse({ disk: 'copy', checkpoint: 'a' });
  await expect(core.clone('one', copy, OPERATOR)).rejects.toMatchObject({ code: 'conflict' });
  host.checkpoints.before = () => Promise.resolve();
  await done(core, drop(core, 'a'));
  expect(await core.checkpoints.list('one')).toEqual([]);
  expect(host.checkpoints.found(uuid)).toEqual(['second', 'second']);
  expect([layersOf(host), copiesOf(host)]).toEqual([1, 0]);
});

test('a node has a bounded number of checkpoints', async () => {
  const { core, database } = await newNode();
  await done(core, mark(core, 'a'));
  const { id } = await core.nodes.get('one');
  const [first] = await database.checkpoints.ofNode(id);
  if (first === undefined) throw new Error('the checkpoint is not there');
  for (let number = 2; number <= MOST_CHECKPOINTS; number++)
    await database.checkpoints.add({ ...first, id: `id-${number}`, name: `at-${number}` });
  await expect(mark(core, 'more')).rejects.toMatchObject({ code: 'conflict', fix: anyText });
});

test('names are unique, and what is not there is refused', async () => {
  const { core } = await newNode();
  await done(core, mark(core, 'a'));
  await expect(mark(core, 'a')).rejects.toMatchObject({ code: 'conflict', errors: [{ field: 'name' }] });
  await expect(goBack(core, 'b')).rejects.toMatchObject({ code: 'not-found' });
  await expect(core.checkpoints.get('one', 'b')).rejects.toMatchObject({ code: 'not-found' });
  const viewer = { ...OPERATOR, role: 'viewer' } as const;
  await expect(core.checkpoints.remove('one', 'a', viewer)).rejects.toMatchObject({ code: 'forbidden' });
});

describe('a clone', () => {
  const clone = (core: Core, more: CloneInput) =>
    core.clone('one', cloneRequest.parse({ start: false, ...more }), OPERATOR);

  test('is the same machine with another identity, and an empty disk or a copy', async () => {
    const { host, core, uuid } = await newNode();
    await done(core, core.nodes.edit('one', { labels: ['site=oslo'] }, OPERATOR));
    await done(core, mark(core, 'a'));
    host.checkpoints.write(uuid, 'second');
    const { host: where, vcpus, template } = await core.nodes.get('one');
    for (const [name, wish, text] of [
      ['blank', {}, ''],
      ['now', { disk: 'copy' }, 'second'],
      ['then', { disk: 'copy', checkpoint: 'a' }, 'first'],
    ] as const) {
      const { operations, nodes } = await clone(core, { name, ...wish });
      for (const operation of operations) await done(core, Promise.resolve(operation));
      expect(nodes).toMatchObject([{ name, host: where, vcpus, template, labels: ['site=oslo'] }]);
      expect(nodes[0]?.uuid).not.toBe(uuid);
      expect(host.checkpoints.found(nodes[0]?.uuid ?? '')).toEqual([text, '']);
    }
    const { nodes } = await clone(core, {});
    expect(nodes).toMatchObject([{ name: 'one-1' }]);
  });

  test('copies no disk that is in use, and nothing is left of one that fails', async () => {
    const { host, core } = await newNode({ start: true });
    await expect(clone(core, { disk: 'copy' })).rejects.toMatchObject({ code: 'conflict' });
    await expect(clone(core, { disk: 'copy', checkpoint: 'a' })).rejects.toMatchObject({ code: 'not-found' });
    await done(core, mark(core, 'a'));
    host.checkpoints.before = (what) =>
      what === 'copy'
        ? Promise.reject(new ConsoleError('no-capacity', 'no space left on device'))
        : Promise.resolve();
    const before = await host.leftovers();
    const { operations } = await clone(core, { name: 'two', disk: 'copy', checkpoint: 'a' });
    expect(await ended(core, operations[0] ?? { id: '' })).toMatchObject({ state: 'failed' });
    expect(await host.leftovers()).toEqual(before);
  });
});

/** Holds the host up at one point. */
function held(host: MemoryHost, what: string) {
  let release: (error: Error) => void = () => undefined;
  const until = new Promise<never>((_resolve, reject) => {
    release = reject;
  });
  const reached = new Promise<void>((resolve) => {
    host.checkpoints.before = (present) => {
      if (present !== what) return Promise.resolve();
      resolve();
      return until;
    };
  });
  return { reached, release };
}

/** The server hangs, as if it were killed, when the host is asked for this; another one goes on. */
async function interrupted(
  { host, database }: { host: MemoryHost; database: Database },
  what: string,
  begin: () => Promise<{ readonly id: string }>,
) {
  const { reached, release } = held(host, what);
  onTestFinished(() => release(new Error('killed')));
  const operation = await begin();
  await reached;
  host.checkpoints.before = () => Promise.resolve();
  const next = await coreOver(host, database);
  expect(await ended(next, operation)).toMatchObject({ state: 'succeeded', error: null });
  return next;
}

describe('a server that is killed in the middle', () => {
  test.for(['save', 'freeze', 'layer'])(
    'of making a checkpoint (%s): the next one finishes it',
    async (what) => {
      const parts = await newNode({ start: true });
      const { host, uuid } = parts;
      const core = await interrupted(parts, what, () => mark(parts.core, 'a'));
      expect(await core.nodes.get('one')).toMatchObject({ state: 'running' });
      host.checkpoints.write(uuid, 'second');
      await done(core, goBack(core, 'a', { powerOff: true }));
      expect(host.checkpoints.found(uuid)).toEqual(['first', 'first']);
      expect([layersOf(host), copiesOf(host)]).toEqual([2, 2]);
    },
  );

  test.for(['remove', 'merge', 'merged'])('of deleting one (%s): the next one finishes it', async (what) => {
    const parts = await newNode();
    const { host, uuid } = parts;
    for (const name of ['a', 'b', 'c']) {
      await done(parts.core, mark(parts.core, name));
      host.checkpoints.write(uuid, `after ${name}`);
    }
    const core = await interrupted(parts, what, () => drop(parts.core, 'a'));
    expect(host.checkpoints.found(uuid)).toEqual(['after c', 'after c']);
    expect([layersOf(host), copiesOf(host)]).toEqual([3, 4]);
    for (const [name, text] of [
      ['b', 'after a'],
      ['c', 'after b'],
    ] as const) {
      await done(core, goBack(core, name));
      expect(host.checkpoints.found(uuid)).toEqual([text, text]);
    }
  });

  test.for(['layer', 'save', 'use', 'put', 'remove'])(
    'of going back (%s): the next one finishes it',
    async (what) => {
      const parts = await newNode();
      const { host, uuid } = parts;
      await done(parts.core, mark(parts.core, 'a'));
      host.checkpoints.write(uuid, 'second');
      const core = await interrupted(parts, what, () => goBack(parts.core, 'a'));
      expect(host.checkpoints.found(uuid)).toEqual(['first', 'first']);
      expect([layersOf(host), copiesOf(host)]).toEqual([2, 2]);
      expect(await core.nodes.get('one')).toMatchObject({ state: 'shut off' });
    },
  );
});

describe('a host that refuses', () => {
  test.for(['layer', 'save', 'use', 'put'])(
    'while going back (%s): disk and state stay together as they were',
    async (what) => {
      const { host, core, uuid } = await newNode();
      await done(core, mark(core, 'a'));
      host.checkpoints.write(uuid, 'second');
      let isFull = true;
      host.checkpoints.before = (present) => {
        if (present !== what || !isFull) return Promise.resolve();
        isFull = false;
        return Promise.reject(new ConsoleError('no-capacity', 'no space left on device'));
      };
      const operation = await ended(core, await goBack(core, 'a'));
      expect(operation).toMatchObject({ state: 'failed', error: { code: 'no-capacity' } });
      expect(host.checkpoints.found(uuid)).toEqual(['second', 'second']);
      expect([layersOf(host), copiesOf(host)]).toEqual([2, 2]);
      await done(core, goBack(core, 'a'));
      expect(host.checkpoints.found(uuid)).toEqual(['first', 'first']);
    },
  );

  test.for(['save', 'freeze', 'layer'])(
    'a checkpoint (%s): the node runs on, and nothing is left',
    async (what) => {
      const { host, core } = await newNode({ start: true });
      host.checkpoints.before = (present) =>
        present === what
          ? Promise.reject(new ConsoleError('no-capacity', 'no space left on device'))
          : Promise.resolve();
      expect(await ended(core, await mark(core, 'a'))).toMatchObject({ state: 'failed' });
      expect(await core.nodes.get('one')).toMatchObject({ state: 'running' });
      expect(await core.checkpoints.list('one')).toEqual([]);
      expect([layersOf(host), copiesOf(host)]).toEqual([1, 0]);
    },
  );

  test('a checkpoint of a node that is deleted meanwhile: nothing is left', async () => {
    const { host, core } = await newNode({ start: true });
    const { reached, release } = held(host, 'freeze');
    const operation = await mark(core, 'a');
    await reached;
    const removed = await core.nodes.remove('one', deleteRequest.parse({}), OPERATOR);
    release(new ConsoleError('host-refused', 'it is being removed'));
    expect(await ended(core, operation)).toMatchObject({ state: 'failed', error: { code: 'interrupted' } });
    expect(await ended(core, removed)).toMatchObject({ state: 'succeeded' });
    expect(await host.leftovers()).toMatchObject({ domains: [], volumes: [] });
  });
});
