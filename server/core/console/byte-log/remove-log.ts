import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Contents } from './contents.ts';
import { findFiles, removeGap, removeSegment, writeGap } from './segment-files.ts';
import { REDACTIONS_FILE } from './redactions-file.ts';

/**
 * Removes the bytes of a log that is no longer written. A gap over the whole log remains and gives readers the reason; it
 * is written first, so that it exists even if the process is killed in between.
 */
export async function removeLog(directory: string, reason: string): Promise<void> {
  const found = await findFiles(directory);
  const { end } = new Contents(directory, found);
  if (end > 0) await writeGap(directory, { from: 0, to: end, reason });
  for (const { from } of found.segments) await removeSegment(directory, from);
  for (const { from } of found.gaps) if (from > 0) await removeGap(directory, from);
  await rm(join(directory, REDACTIONS_FILE), { force: true });
}
