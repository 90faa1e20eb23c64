import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createConnection } from 'node:net';
import path from 'node:path';
import type { Environment } from '../session/settings.ts';
import { restartCommand, startCommand } from '../../../lib/domain/host-checks/daemons.ts';
import { commandLine, fail, ok, type Verdict, warn } from '../../../lib/domain/host-checks/verdict.ts';
import { initSystem, type LocalCheck, typist } from './check.ts';

const ANSWER_WITHIN = 3000;

/**
 * libvirt's AUTH_LIST, the first call of every client: length, program, version, procedure 66, type, serial and
 * status, each as a big-endian 32-bit number, and no payload.
 */
const AUTH_LIST = Buffer.alloc(28);
[28, 0x20008086, 1, 66, 0, 0, 0].forEach((value, index) => AUTH_LIST.writeUInt32BE(value, index * 4));

/**
 * Null when it can be connected to, otherwise the error's code. With `ask` it also has to answer: the kernel accepts
 * connections for a daemon that hangs.
 */
function tryConnect(
  where: { path: string } | { port: number; host: string },
  ask?: Uint8Array,
): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = createConnection(where);
    const finish = (code: string | null) => {
      socket.destroy();
      resolve(code);
    };
    socket.setTimeout(ANSWER_WITHIN, () => finish('ETIMEDOUT'));
    socket.once('connect', () => (ask === undefined ? finish(null) : socket.write(ask)));
    socket.once('data', () => finish(null));
    socket.once('close', () => finish('ECONNRESET'));
    socket.once('error', (error) => finish('code' in error ? String(error.code) : error.message));
  });
}

const uriOf = (env: Environment): string => env.VEN_LIBVIRT_URI || 'qemu:///system';
const isSession = (uri: string): boolean => uri.startsWith('qemu:///session');

function libvirtFolder(env: Environment): string | null {
  const uri = uriOf(env);
  if (uri.startsWith('qemu:///system')) return '/run/libvirt';
  if (isSession(uri)) return path.join(env.XDG_RUNTIME_DIR ?? '/run/user/0', 'libvirt');
  return null;
}

const JOIN = commandLine(['usermod --append --groups libvirt "$(id -un)"'], typist, 'then log in again');

const startOf = (program: string, uri: string): string =>
  isSession(uri) ? `${program} -d` : startCommand(program, initSystem());

const restartOf = (program: string, uri: string): string =>
  isSession(uri)
    ? `kill "$(cat "$XDG_RUNTIME_DIR"/libvirt/${program}.pid)"`
    : restartCommand(program, initSystem());

/** `refused`: what it means when this user may not connect to it. */
async function daemon(file: string, program: string, uri: string, refused: Verdict): Promise<Verdict> {
  const code = await tryConnect({ path: file }, program === 'libvirtd' ? AUTH_LIST : undefined);
  if (['ETIMEDOUT', 'ECONNRESET', 'EPIPE'].includes(code ?? ''))
    return fail(`${program} accepts connections but does not answer`, restartOf(program, uri));
  if (code === null) return ok(`${file} answers`);
  if (code === 'EACCES' || code === 'EPERM') return refused;
  if (code !== 'ENOENT')
    return fail(`${program} does not answer at ${file} (${code})`, startOf(program, uri));
  const reason = `${program} is not running: there is no ${file}`;
  return fail(reason, startOf(program, uri));
}

/** The error of virsh when it cannot use the host; null when it can, or without virsh. */
function complaintOf(uri: string): Promise<string | null> {
  return new Promise((resolve) => {
    const options = { timeout: ANSWER_WITHIN, encoding: 'utf8' } as const;
    execFile('virsh', ['--connect', uri, 'uri'], options, (error, _stdout, stderr) => {
      const lines = stderr.split('\n').filter((line) => line !== '');
      if (error?.killed === true) resolve('it does not answer');
      else resolve(error === null || error.code === 'ENOENT' ? null : (lines.at(-1) ?? error.message));
    });
  });
}

/** A daemon that hangs or breaks off fails as well, and no group helps against that. */
const isRefusal = (complaint: string): boolean =>
  /authenticat|authoriz|polkit|permission|denied/i.test(complaint);

/** On Debian everybody may connect to the socket; polkit decides who may use libvirt. */
async function libvirtd(env: Environment, folder: string): Promise<Verdict> {
  const uri = uriOf(env);
  const file = path.join(folder, 'libvirt-sock');
  const verdict = await daemon(file, 'libvirtd', uri, fail(`You may not open ${file}`, JOIN));
  if (verdict.status !== 'ok' || typist.isRoot) return verdict;
  const complaint = await complaintOf(uri);
  if (complaint === null) return verdict;
  if (!isRefusal(complaint)) return fail(`libvirtd cannot be used: ${complaint}`, restartOf('libvirtd', uri));
  // polkit is reached over D-Bus; without it libvirt admits only root.
  const fix = existsSync('/run/dbus/system_bus_socket')
    ? JOIN
    : 'sudo npm start   # without D-Bus libvirt lets in root only';
  return fail(`You may not use ${uri}: ${complaint}`, fix);
}

/** For root only: other users can see no more than that it exists, and need not. */
function virtlogd(env: Environment, folder: string): Promise<Verdict> {
  const file = path.join(folder, 'virtlogd-sock');
  return daemon(file, 'virtlogd', uriOf(env), ok(`${file} is there, for root only`));
}

const libvirtDaemon = (
  id: string,
  inspect: (env: Environment, folder: string) => Promise<Verdict>,
): LocalCheck => ({
  id,
  inspect: ({ env }) => {
    const folder = libvirtFolder(env);
    if (folder === null) return ok('VEN_LIBVIRT_URI names another machine: run ven doctor there');
    return inspect(env, folder);
  },
});

const port: LocalCheck = {
  id: 'port',
  inspect: async ({ env }) => {
    const number = Number(env.PORT || 3000);
    if (!Number.isInteger(number) || number < 0 || number > 65_535) {
      return fail(
        `PORT is "${env.PORT ?? ''}", which is no port`,
        'Set PORT to a number from 1 to 65535, or not at all.',
      );
    }
    const host = '127.0.0.1';
    if ((await tryConnect({ port: number, host })) !== null) return ok(`${number} is free`);
    const answers = await fetch(`http://${host}:${number}/healthz`, {
      signal: AbortSignal.timeout(ANSWER_WITHIN),
    }).then(
      (response) => response.ok,
      () => false,
    );
    if (answers) return ok(`the console answers on ${number}`);
    return warn(
      `another program listens on ${number}`,
      `PORT=${number + 1} npm start   # gives the console another port`,
    );
  },
};

export const SOCKET_CHECKS: readonly LocalCheck[] = [
  libvirtDaemon('libvirtd', libvirtd),
  libvirtDaemon('virtlogd', virtlogd),
  port,
];
