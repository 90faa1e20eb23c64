import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureOf, thrownBy } from '../testing/failures.ts';
import type { SSHTarget } from './ssh.ts';
import { dialSSH, sshArguments, tunnelArguments } from './ssh.ts';

function target(changes: Partial<SSHTarget> = {}): SSHTarget {
  return {
    host: 'far',
    port: undefined,
    user: undefined,
    keyfile: undefined,
    knownHosts: undefined,
    verify: true,
    command: undefined,
    options: [],
    netcat: undefined,
    proxy: 'auto',
    socket: '/var/run/libvirt/libvirt-sock',
    name: 'qemu:///system',
    readOnly: false,
    ...changes,
  };
}

const always = ['-T', '-e', 'none', '-o', 'BatchMode=yes', '--', 'far'];

/** Everything in front of the one string for the far end's shell. */
function options(changes: Partial<SSHTarget>): string[] {
  return sshArguments(target(changes)).slice(0, -1);
}

function remoteCommand(changes: Partial<SSHTarget>): string {
  const last = sshArguments(target(changes)).at(-1);
  if (last === undefined) throw new Error('ssh got no command');
  return last;
}

describe("ssh's arguments", () => {
  it('are these, without more being asked for', () => {
    expect(options({})).toEqual(always);
  });

  it('carry port, user, key and known hosts, each as one argument', () => {
    const changes = { port: 2222, user: 'me', keyfile: '/a key', knownHosts: '/known hosts' };
    expect(options(changes)).toEqual([
      ...['-p', '2222', '-l', 'me', '-i', '/a key', '-o', 'UserKnownHostsFile=/known hosts'],
      ...always,
    ]);
  });

  it('begin with the caller’s options, of which the first counts', () => {
    expect(options({ options: ['ConnectTimeout=10'], knownHosts: '/k' })).toEqual([
      ...['-o', 'ConnectTimeout=10', '-o', 'UserKnownHostsFile=/k'],
      ...always,
    ]);
  });

  it('forward to another socket of the far end', () => {
    const to = target({ port: 22 });
    const forward = (host: string) => tunnelArguments(to, { host, port: 5901 }).slice(0, 4);
    expect(forward('127.0.0.1')).toEqual(['-W', '127.0.0.1:5901', '-p', '22']);
    expect(forward('::1')).toEqual(['-W', '[::1]:5901', '-p', '22']);
    expect(tunnelArguments(to, { path: '/run/vnc sock' }).at(-1)).toContain('-U');
  });

  it('skip the check of the host key only if specified', () => {
    expect(options({})).not.toContain('StrictHostKeyChecking=no');
    expect(options({ verify: false })).toEqual(['-o', 'StrictHostKeyChecking=no', ...always]);
  });

  it('keep whatever the URI holds in one argument: no shell takes part at this end', () => {
    const evil = "x'; touch y; $(touch z) `touch w` && \n";
    const all = options({ host: evil, user: evil, keyfile: evil });
    expect(all).toEqual(['-l', evil, '-i', evil, ...always.slice(0, -1), evil]);
    expect(all.at(-2)).toBe('--');
  });

  it('cannot combine netcat with the native proxy', () => {
    expect(thrownBy(() => sshArguments(target({ proxy: 'native', netcat: 'nc' }))).kind).toBe('invalid');
  });
});

describe('the command for the far end, run by a real shell,', () => {
  const directory = mkdtempSync(join(tmpdir(), 'node-libvirt-unit-'));
  const helpers = join(directory, 'with-helper');
  const netcats = join(directory, 'without-helper');

  /** A program that prints its name and its arguments, one to a line. */
  function program(place: string, name: string, before = ''): void {
    const path = join(place, name);
    writeFileSync(path, `#!/bin/sh\n${before}printf '%s\\n' '${name}' "$@"\n`);
    chmodSync(path, 0o755);
  }

  beforeAll(() => {
    for (const place of [helpers, netcats]) {
      mkdirSync(place);
      for (const name of ['sh', 'grep']) {
        program(place, name, `exec /bin/${name} "$@"\n`);
      }
      program(place, 'nc', 'if [ "$*" = -q ]; then echo "nc: invalid option" >&2; exit 1; fi\n');
    }
    program(helpers, 'virt-ssh-helper');
  });
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  /** What sshd does: the login shell gets the one string. */
  function run(changes: Partial<SSHTarget>, place = helpers): string[] {
    const output = execFileSync('/bin/sh', ['-c', remoteCommand(changes)], {
      cwd: directory,
      env: { PATH: place },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return output.split('\n').slice(0, -1);
  }

  it('prefers virt-ssh-helper', () => {
    expect(run({})).toEqual(['virt-ssh-helper', 'qemu:///system']);
    expect(run({ readOnly: true })).toEqual(['virt-ssh-helper', '-r', 'qemu:///system']);
  });

  it('falls back to netcat where there is no helper', () => {
    expect(run({}, netcats)).toEqual(['nc', '-U', '/var/run/libvirt/libvirt-sock']);
  });

  it('uses netcat for a custom socket, or if specified', () => {
    const expected = ['nc', '-U', '/my sock'];
    expect(run({ proxy: 'netcat', socket: '/my sock' })).toEqual(expected);
  });

  it('uses the netcat it is given', () => {
    program(helpers, 'my nc');
    expect(run({ netcat: 'my nc' })).toEqual(['my nc', '-U', '/var/run/libvirt/libvirt-sock']);
  });

  it('makes a netcat end with its input if it needs an option for that', () => {
    program(
      netcats,
      'nc',
      'if [ "$*" = -q ]; then echo "nc: option requires an argument -- q"; exit 1; fi\n',
    );
    expect(run({}, netcats)).toEqual(['nc', '-q0', '-U', '/var/run/libvirt/libvirt-sock']);
  });

  it('uses nothing but the helper with the native proxy', () => {
    expect(run({ proxy: 'native' })).toEqual(['virt-ssh-helper', 'qemu:///system']);
    expect(() => run({ proxy: 'native' }, netcats)).toThrow();
  });

  it.each([
    "'; touch x; '",
    "'\\''; touch x; '\\''",
    '"; touch x; "',
    '$(touch x)',
    '`touch x`',
    '; touch x',
    '| touch x',
    '&& touch x',
    '> x',
    '\ntouch x\n',
    '\\',
    "'",
    "''",
    '$PATH',
    '!! * ? [a-z] ~ {a,b} #',
    '-r',
  ])('takes %j as a name, a socket and a netcat, and runs nothing of it', (evil) => {
    expect(run({ name: evil })).toEqual(['virt-ssh-helper', ...evil.split('\n')]);
    expect(run({ proxy: 'netcat', socket: evil })).toEqual(['nc', '-U', ...evil.split('\n')]);
    try {
      run({ netcat: evil });
    } catch {
      // There is no such program; what counts is that nothing else has run.
    }
    expect(existsSync(join(directory, 'x'))).toBe(false);
  });

  it('would be caught running what it must not: the same check without quotes finds the file', () => {
    execFileSync('/bin/sh', ['-c', 'virt-ssh-helper $(: > x)'], { cwd: directory, env: { PATH: helpers } });
    expect(existsSync(join(directory, 'x'))).toBe(true);
    rmSync(join(directory, 'x'));
  });
});

describe('dialling over ssh', () => {
  it('is refused when there is no ssh', async () => {
    const error = await failureOf(dialSSH(target({ command: '/does/not/exist' }), undefined));
    expect(error.kind).toBe('refused');
    expect(error.message).toContain('/does/not/exist');
  });

  it('with a signal that is aborted starts nothing', async () => {
    const failure = failureOf(dialSSH(target({ command: '/does/not/exist' }), AbortSignal.abort()));
    expect((await failure).kind).toBe('aborted');
  });

  it('passes on the stderr of the program', async () => {
    const { duplex, complaint } = await dialSSH(
      target({ command: '/bin/ls', host: '/does/not/exist' }),
      undefined,
    );
    duplex.resume();
    duplex.on('error', () => undefined);
    expect(await complaint()).toContain('ls');
    duplex.destroy();
  });
});
