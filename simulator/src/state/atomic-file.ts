import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

let serial = 0;

/**
 * Replaces a file so that a reader, or a machine that loses power, sees the old or the new content and never a
 * part: written beside it, flushed, renamed, and the rename flushed too.
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
