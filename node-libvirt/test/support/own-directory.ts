import { chmod, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownName } from './names.ts';

/** A directory that QEMU's user may enter; leaveNothingBehind() removes it. */
export async function ownDirectory(label: string): Promise<string> {
  const path = join(tmpdir(), ownName(label));
  await mkdir(path);
  // mkdir's mode is subject to the umask.
  await chmod(path, 0o755);
  return path;
}
