import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { removeLog } from '../console/byte-log/remove-log.ts';
import { removePictures, SCREEN_DIRECTORY } from '../recordings/picture-store.ts';

/** What one boot has on disk. */
export interface BootFiles {
  readonly boot: string;
  readonly bytes: number;
  /** How many of the bytes are pictures of its display. */
  readonly pictureBytes: number;
  /** Whether any of its logs or pictures can still be removed. */
  readonly hasLog: boolean;
  /** When a file of it was last written, in milliseconds since 1970. */
  readonly touchedAt: number;
}

const ours = z.uuid();

/** Names of the boots that have a directory; other entries are ignored. */
export async function bootsOnDisk(directory: string): Promise<string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && ours.safeParse(entry.name).success)
      .map(({ name }) => name);
  } catch (error) {
    // Created with the first boot.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

export async function measure(directory: string, boot: string): Promise<BootFiles> {
  const top = join(directory, boot);
  let { mtimeMs: touchedAt } = await stat(top);
  let bytes = 0;
  let pictureBytes = 0;
  let hasLog = false;
  for (const entry of await readdir(top, { recursive: true, withFileTypes: true })) {
    const facts = await stat(join(entry.parentPath, entry.name)).catch(() => null);
    // A running boot may remove its oldest files meanwhile.
    if (facts === null) continue;
    touchedAt = Math.max(touchedAt, facts.mtimeMs);
    if (!entry.isFile()) continue;
    bytes += facts.size;
    if (entry.name.endsWith('.png')) pictureBytes += facts.size;
    hasLog ||= entry.name.endsWith('.bytes') || entry.name.endsWith('.png');
  }
  return { boot, bytes, pictureBytes, hasLog, touchedAt };
}

/** All files except those that record gaps; a boot without files has none to remove. */
export async function removeLogs(directory: string, boot: string, reason: string): Promise<void> {
  const top = join(directory, boot);
  for (const entry of await readdir(top, { withFileTypes: true }).catch(() => [])) {
    if (!entry.isDirectory()) continue;
    if (entry.name === SCREEN_DIRECTORY) await removePictures(top);
    else await removeLog(join(top, entry.name), reason);
  }
}

export async function removeBoot(directory: string, boot: string): Promise<void> {
  await rm(join(directory, boot), { recursive: true, force: true });
}
