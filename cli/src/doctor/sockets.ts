import { createConnection } from 'node:net';
import path from 'node:path';
import { type Environment } from '../session/settings.ts';
import { fail, type LocalCheck, ok, type Verdict, warn } from './check.ts';

const ANSWER_WITHIN = 3000;

/** Null when it can be connected to, otherwise the error's code. */
function tryConnect(where: { path: string } | { port: number; host: string }): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = createConnection(where);
    const finish = (code: string | null) => {
      socket.destroy();
      resolve(code);
    };
    socket.setTimeout(ANSWER_WITHIN, () => finish('ETIMEDOUT'));
    socket.once('connect', () => finish(null));
    socket.once('error', (error) => finish('code' in error ? String(error.code) : error.message));
  });
}

function libvirtFolder(env: Environment): string | null {
  const uri = env.VEN_LIBVIRT_URI || 'qemu:///system';
  if (uri.startsWith('qemu:///system')) return '/run/libvirt';
  if (uri.startsWith('qemu:///session')) return path.join(env.XDG_RUNTIME_DIR ?? '/run/user/0', 'libvirt');
  return null;
}

async function daemon(file: string, program: string): Promise<Verdict> {
  const code = await tryConnect({ path: file });
  if (code === null) return ok(`${file} answers`);
  if (code === 'EACCES' || code === 'EPERM') {
    return fail(`You may not open ${file}`, 'adduser $USER libvirt, then log in again (or: newgrp libvirt)');
  }
  const start = `systemctl start ${program}.socket, or without a service manager: ${program} -d`;
  if (code === 'ENOENT')
    return fail(
      `${program} does not run: there is no ${file}`,
      `apt-get install libvirt-daemon-system; ${start}`,
    );
  return fail(`${program} does not answer at ${file} (${code})`, start);
}

const libvirtDaemon = (id: string, socket: string, program: string): LocalCheck => ({
  id,
  inspect: ({ env }) => {
    const folder = libvirtFolder(env);
    if (folder === null) return ok('VEN_LIBVIRT_URI names another machine, whose own doctor tells');
    return daemon(path.join(folder, socket), program);
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
      `Give the console another port: PORT=${number + 1} npm start`,
    );
  },
};

export const SOCKET_CHECKS: readonly LocalCheck[] = [
  libvirtDaemon('libvirtd', 'libvirt-sock', 'libvirtd'),
  libvirtDaemon('virtlogd', 'virtlogd-sock', 'virtlogd'),
  port,
];
