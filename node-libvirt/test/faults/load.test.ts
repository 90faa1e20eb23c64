import { getEventListeners } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { domainEvents } from '../../src/api/events.ts';
import { Session } from '../../src/api/session.ts';
import { domainFamily, listenerSink, subscribe } from '../../src/api/subscriptions.ts';
import type { Dial, LibvirtError } from '../../src/index.ts';
import { Connection, ErrorCode, isLibvirtError } from '../../src/index.ts';
import { dialUnix } from '../../src/transport/unix.ts';
import { failure } from '../support/failure.ts';
import { leaveNothingBehind } from '../support/leftovers.ts';
import { ObservedDial } from '../support/observed-dial.ts';
import { PrivateDaemon } from '../support/private-daemon.ts';
import { openDescriptors } from '../support/processes.ts';
import { manyDomains } from '../support/test-node.ts';
import { until } from '../support/until.ts';

leaveNothingBehind();

let daemon: PrivateDaemon;
let before: number;
beforeAll(async () => {
  daemon = await PrivateDaemon.start();
  before = openDescriptors().length;
});
afterAll(async () => {
  await daemon[Symbol.asyncDispose]();
});
afterEach(async () => {
  await until('the daemon has no client', async () => (await daemon.clients()) === 0);
  await until('all descriptors are closed', () => openDescriptors().length <= before);
});

describe('10,000 calls at once', () => {
  const total = 10_000;

  test('each get the answer to their own question', async () => {
    const { path, domains } = await manyDomains(500);
    await using connection = await Connection.open(daemon.uri(`test://${path}`));
    const names = [...domains.keys()];
    const questions = Array.from({ length: total }, (_, at) =>
      at % 5 === 4 ? `nobody ${at}` : (names[at % names.length] ?? ''),
    );
    const answers = await Promise.all(
      questions.map((name) =>
        connection.domainLookupByName(name).then(
          (domain) => `${domain.name} ${domain.uuid}`,
          (error: unknown) => (isLibvirtError(error, ErrorCode.NO_DOMAIN) ? 'nobody' : error),
        ),
      ),
    );
    const expected = questions.map((name) => {
      const uuid = domains.get(name);
      return uuid === undefined ? 'nobody' : `${name} ${uuid}`;
    });
    expect(answers).toEqual(expected);
  });

  test('may all share one signal, which warns of nothing', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on('warning', note);
    await using connection = await Connection.open(daemon.uri());
    const { signal } = new AbortController();
    const types = await Promise.all(Array.from({ length: total }, () => connection.getType({ signal })));
    expect(new Set(types)).toEqual(new Set(['TEST']));
    process.off('warning', note);
    expect(warnings).toEqual([]);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('of which every third is given up get no other’s answer', async () => {
    const { path, domains } = await manyDomains(100);
    await using connection = await Connection.open(daemon.uri(`test://${path}`));
    const names = [...domains.keys()];
    const stop = new AbortController();
    const calls = Array.from({ length: total }, (_, at) => {
      const name = names[at % names.length] ?? '';
      if (at % 3 === 0) {
        return failure(connection.domainLookupByName(name, { signal: stop.signal })).then(({ kind }) => kind);
      }
      return connection.domainLookupByName(name).then(({ uuid }) => uuid === domains.get(name));
    });
    stop.abort();
    const outcomes = new Set(await Promise.all(calls));
    expect(outcomes).toEqual(new Set(['aborted', true]));
    expect(await connection.getType()).toBe('TEST');
  });
});

describe('100 connections at once', () => {
  test('are opened, used and closed, and nothing of them is left', async () => {
    const connections = await Promise.all(
      Array.from({ length: 100 }, () => Connection.open(daemon.uri(), { timeout: 20_000 })),
    );
    expect(await daemon.clients()).toBe(100);
    const types = await Promise.all(connections.map((connection) => connection.getType()));
    expect(new Set(types)).toEqual(new Set(['TEST']));
    await Promise.all(connections.map((connection) => connection.close()));
    for (const connection of connections) expect(await connection.closed).toMatchObject({ kind: 'closed' });
  });

  test('of which half are aborted while they open leave nothing either', async () => {
    const openings = Array.from({ length: 100 }, async (_, at) => {
      const stop = new AbortController();
      const opening = Connection.open(daemon.uri(), { signal: stop.signal });
      // At another moment of the opening each time.
      if (at % 2 === 0) setTimeout(() => stop.abort(), at / 10);
      return opening.then(
        (connection) => connection.close().then(() => 'closed'),
        (error: unknown) => (error instanceof Error && 'kind' in error ? error.kind : error),
      );
    });
    const outcomes = await Promise.all(openings);
    expect(outcomes.filter((_, at) => at % 2 === 1)).toEqual(Array(50).fill('closed'));
    for (const outcome of outcomes) expect(['closed', 'aborted']).toContain(outcome);
  });
});

describe('listeners', () => {
  async function open(name: string): Promise<Session> {
    const dial: Dial = (signal) => dialUnix(daemon.socket, signal);
    return Session.open({ dial, name, readOnly: false, keepAlive: undefined }, {});
  }

  test('that come and go by the hundred leave the hub without one', async () => {
    const { path, domains } = await manyDomains(100);
    const session = await open(`test://${path}`);
    let heard = 0;
    const listener = listenerSink(() => heard++);
    for (let round = 0; round < 3; round++) {
      const registrations = await Promise.all(
        [...domains].flatMap(([name, uuid]) => {
          const family = domainFamily({ name, uuid, id: 1 });
          return [
            subscribe(session, family, domainEvents.lifecycle, listener, {}),
            subscribe(session, family, domainEvents.reboot, listener, {}),
          ];
        }),
      );
      expect(session.events.size).toBe(200);
      await Promise.all(registrations.map((registration) => registration.close()));
      // The daemon refuses to register the same again unless it has really forgotten.
      expect(session.events.size).toBe(0);
    }
    expect(heard).toBe(0);
    await session.close();
  });

  test('end with their connection', async () => {
    const session = await open('test:///default');
    let reason: LibvirtError | undefined;
    const sink = { event: () => undefined, ended: (error: LibvirtError) => (reason = error) };
    await subscribe(session, domainFamily(null), domainEvents.lifecycle, sink, {});
    await session.close();
    expect(session.events.size).toBe(0);
    expect(reason).toMatchObject({ kind: 'closed' });
  });
});

test('an idle connection costs next to no processor time', async () => {
  const observed = new ObservedDial(daemon.socket);
  const keepAlive = { interval: 0.05, count: 20 };
  const connection = await Connection.open('test:///default', { keepAlive, dial: observed.dial });
  const [socket] = observed.sockets;
  if (!socket) throw new Error('nothing was dialled');
  const rounds = 20;
  const done = new Promise<void>((resolve) => {
    socket.on('data', () => {
      if (observed.count(socket, 'pong') >= rounds) resolve();
    });
  });
  observed.listen(socket);
  const began = performance.now();
  const used = process.cpuUsage();
  await done;
  const { user, system } = process.cpuUsage(used);
  const elapsed = (performance.now() - began) * 1000;
  // With keep-alive a hundred times as often as by default, and what else this process has to do.
  expect((user + system) / elapsed).toBeLessThan(0.15);
  await connection.close();
});
