import { chmod } from 'node:fs/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { leaveNothingBehind } from '../../../node-libvirt/test/support/leftovers.ts';
import { PrivateDaemon } from '../../../node-libvirt/test/support/private-daemon.ts';
import { asUnprivileged } from '../../../node-libvirt/test/support/processes.ts';
import { until } from '../../../node-libvirt/test/support/until.ts';
import type { DomainEvent, HypervisorHost } from '../api.ts';
import { withSignal, openHypervisorHost } from '../index.ts';

leaveNothingBehind();

const containing = (part: string): unknown => expect.stringContaining(part);

const open: HypervisorHost[] = [];
afterEach(async () => {
  for (const host of open.splice(0)) await host.close();
});

function hostAt(uri: string): HypervisorHost {
  const host = openHypervisorHost({ name: 'private', uri, installation: `hyper${process.pid}` });
  open.push(host);
  return host;
}

describe('a daemon that is restarted', () => {
  test.each(['kill', 'terminate'] as const)('is found again after %s, and its events too', async (end) => {
    await using daemon = await PrivateDaemon.start();
    const host = hostAt(daemon.uri());
    let connected = 0;
    const hints: DomainEvent[] = [];
    host.onConnected(() => connected++);
    host.onDomain((hint) => hints.push(hint));
    await host.whenConnected(20_000);
    expect(host.status.state).toBe('connected');
    expect((await host.checks()).find(({ id }) => id === 'libvirt')).toMatchObject({ status: 'ok' });
    expect(host.status.capacity).toMatchObject({ domainsRunning: 1 });
    const [domain] = await host.domains.others(new Set());
    if (domain === undefined) throw new Error('the test driver has a domain');
    expect(domain).toMatchObject({ name: 'test', state: 'running', metadata: null });

    await daemon[end]();
    await until('the loss is noticed', () => host.status.state === 'unreachable');
    expect(host.status.fix).not.toBe('');
    await expect(host.domains.list()).rejects.toMatchObject({ code: 'host-unreachable' });
    await expect(host.whenConnected(50)).rejects.toMatchObject({ code: 'host-unreachable' });

    await daemon.restart();
    await host.whenConnected(20_000);
    await until('the listeners hear of it', () => connected === 2);
    expect(host.status).toMatchObject({ state: 'connected', reason: null });
    // It is only the test driver; its domain is a new one since.
    const [again] = await host.domains.list();
    await host.domains.pause(again?.uuid ?? '');
    await until('the event arrives', () => hints.some(({ lifecycle }) => lifecycle === 'suspended'));
    expect(hints).toHaveLength(1);
    await host.close();
    await until('nobody is connected', async () => (await daemon.clients()) === 0);
  });
});

test('a daemon that has stopped answering: what is broken off ends at once, other hosts go on, and so does the rest when it answers', async () => {
  await using daemon = await PrivateDaemon.start();
  await using other = await PrivateDaemon.start();
  const host = hostAt(daemon.uri());
  const otherHost = hostAt(other.uri());
  await Promise.all([host.whenConnected(20_000), otherHost.whenConnected(20_000)]);
  await host.checks();
  daemon.signal('SIGSTOP');
  const abort = new AbortController();
  const reason = new ConsoleError('interrupted', 'It was broken off.');
  const brokenOff = withSignal(abort.signal, () => host.domains.list());
  const waiting = host.domains.list();
  expect(await otherHost.domains.list()).toHaveLength(1);
  abort.abort(reason);
  await expect(brokenOff).rejects.toBe(reason);
  await expect(withSignal(abort.signal, () => host.domains.list())).rejects.toBe(reason);
  // The loss of the connection did not end it.
  expect(host.status.state).toBe('connected');
  daemon.signal('SIGCONT');
  expect(await waiting).toHaveLength(1);
  expect(await host.domains.list()).toHaveLength(1);

  daemon.signal('SIGSTOP');
  const cutOff = expect(host.domains.list()).rejects.toMatchObject({ code: 'host-unreachable' });
  await host.close();
  await cutOff;
  daemon.signal('SIGCONT');
});

describe('a daemon that cannot be reached', () => {
  test('for want of permission', async () => {
    await using daemon = await PrivateDaemon.start();
    await chmod(daemon.socket, 0o000);
    const error: unknown = await asUnprivileged(() =>
      hostAt(daemon.uri())
        .whenConnected(300)
        .catch((reason: unknown) => reason),
    );
    expect(error).toMatchObject({ code: 'host-permission', fix: containing('group libvirt') });
  });

  test('because there is no daemon', async () => {
    const host = hostAt('qemu:///system?socket=/nonexistent/libvirt-sock');
    await expect(host.whenConnected(300)).rejects.toMatchObject({
      code: 'host-unreachable',
      fix: containing('apt install libvirt-daemon-system'),
    });
    const checks = await host.checks();
    expect(checks[0]).toMatchObject({ id: 'libvirt', status: 'fail' });
  });

  test('closing ends the attempts and rejects waiting callers', async () => {
    const host = hostAt('qemu:///system?socket=/nonexistent/libvirt-sock');
    const waiting = host.whenConnected(60_000);
    const outcome = expect(waiting).rejects.toMatchObject({ code: 'host-unreachable' });
    await host.close();
    await outcome;
  });
});
