import { constants, readdirSync, readFileSync } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Check } from '../../../lib/contract/host.ts';
import {
  type Init,
  NO_VIRTLOGD,
  startCommand,
  SYSTEMD_FOLDER,
} from '../../../lib/domain/host-checks/daemons.ts';
import { checkKvmDevice, KVM_DEVICE } from '../../../lib/domain/host-checks/kvm-device.ts';
import { checkProgram, HOST_PROGRAMS, SYSTEM_FOLDERS } from '../../../lib/domain/host-checks/programs.ts';
import { checkPtyLocks, strayLocks } from '../../../lib/domain/host-checks/pty-locks.ts';
import { fail, ok, type Typist, type Verdict } from '../../../lib/domain/host-checks/verdict.ts';

/** Commands as the user that runs the console would type them. */
export const typist: Typist = { isRoot: process.getuid?.() === 0 };

/** Checks that are only possible when the host is this machine. */
export async function localChecks(): Promise<Check[]> {
  const programs = HOST_PROGRAMS.map(async (program) => ({
    id: program.id,
    ...(await checkProgram(program, findProgram, typist)),
  }));
  return [
    { id: 'kvm-device', ...(await kvmDevice()) },
    { id: 'virtlogd', ...(await virtlogd()) },
    ...(await Promise.all(programs)),
    { id: 'pty-locks', ...ptyLocks() },
  ];
}

export async function kvmDevice(device = KVM_DEVICE): Promise<Verdict> {
  return checkKvmDevice(await stat(device).catch(() => null), typist, device);
}

const VIRTLOGD_SOCKETS = ['/run/libvirt/virtlogd-sock', '/var/run/libvirt/virtlogd-sock'];

async function virtlogd(): Promise<Verdict> {
  for (const socket of VIRTLOGD_SOCKETS) {
    const outcome = await tryConnect(socket);
    if (outcome === 'connected') return ok("virtlogd writes the nodes' serial logs");
    // It listens, but refuses this user.
    if (outcome === 'EACCES') return ok('virtlogd is running');
  }
  return fail(NO_VIRTLOGD, startCommand('virtlogd', await initSystem()));
}

export async function initSystem(systemd = SYSTEMD_FOLDER): Promise<Init> {
  const hasSystemd = await stat(systemd).then(
    () => true,
    () => false,
  );
  return { ...typist, hasSystemd };
}

function tryConnect(path: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    socket.once('connect', () => {
      socket.destroy();
      resolve('connected');
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'failed'));
  });
}

async function findProgram(name: string): Promise<string | null> {
  for (const folder of SYSTEM_FOLDERS) {
    const file = join(folder, name);
    const isThere = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return file;
  }
  return null;
}

/** An unreadable file counts as missing. */
function attempt<Value>(read: () => Value, otherwise: Value): Value {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

export function ptyLocks(folder?: string): Verdict {
  const files = {
    names: (name: string) => attempt(() => readdirSync(name), []),
    text: (file: string) => attempt(() => readFileSync(file, 'utf8'), ''),
  };
  return checkPtyLocks(strayLocks(files, folder), typist);
}
