import { constants } from 'node:fs';
import { access, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Of libvirt's system daemon. */
export const QEMU_LOGS = '/var/log/libvirt/qemu';

/** Folders with logs of QEMU and its TPM emulator. libvirt's API cannot remove them. */
const FOLDERS = [
  { folder: QEMU_LOGS, log: (name: string) => `${name}.log` },
  { folder: '/var/log/swtpm/libvirt/qemu', log: (name: string) => `${name}-swtpm.log` },
];

export interface LogFiles {
  readonly removable: readonly string[];
  /** Owned by another user, usually root. */
  readonly kept: readonly string[];
}

/** The logs of a domain of that name on this machine, including rotated ones. */
export async function logFilesOf(name: string, folders = FOLDERS): Promise<LogFiles> {
  const removable: string[] = [];
  const kept: string[] = [];
  for (const { folder, log } of folders) {
    const files = await filesIn(folder, log(name));
    ((await isWritable(folder)) ? removable : kept).push(...files);
  }
  return { removable, kept };
}

export async function removeLogFiles(name: string): Promise<void> {
  const { removable } = await logFilesOf(name);
  await Promise.all(removable.map((file) => rm(file, { force: true })));
}

async function filesIn(folder: string, log: string): Promise<string[]> {
  const path = join(folder, log);
  try {
    const rotated = (file: string) =>
      file.startsWith(`${log}.`) && /^\d{1,3}$/.test(file.slice(log.length + 1));
    const files = await readdir(folder);
    return files.filter((file) => file === log || rotated(file)).map((file) => join(folder, file));
  } catch {
    // A folder that may be traversed but not listed.
    return access(path).then(
      () => [path],
      () => [],
    );
  }
}

const isWritable = (folder: string): Promise<boolean> =>
  access(folder, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
