import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

let serial = 0;

/**
 * Replaces a file atomically, even in a power failure: writes a temporary file, flushes it, renames it, and flushes the
 * rename.
 */
export async function writeAtomically(path: string, content: string, mode = 0o600): Promise<void> {
  const beside = `${path}.${process.pid}.${++serial}.new`;
  try {
    const file = await open(beside, 'w', mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
