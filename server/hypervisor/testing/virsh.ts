import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs virsh, to act on the machine's libvirt like another program. */
export async function virsh(...args: string[]): Promise<string> {
  const { stdout } = await run('virsh', ['--connect', 'qemu:///system', ...args]);
  return stdout;
}

/** Passes the text, such as a definition, to `virsh COMMAND` as a file. */
export async function virshWith(text: string, ...command: string[]): Promise<void> {
  const file = join(tmpdir(), `ven-virsh-${process.pid}-${Math.random().toString(36).slice(2)}.xml`);
  await writeFile(file, text);
  try {
    await virsh(...command, file);
  } finally {
    await rm(file);
  }
}

/** libvirt leaves QEMU's log behind when a domain goes; only root may remove it. */
export async function removeQemuLog(name: string): Promise<void> {
  if (process.getuid?.() === 0) await rm(`/var/log/libvirt/qemu/${name}.log`, { force: true });
}
