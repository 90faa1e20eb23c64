import { join } from 'node:path';
import { DiskLog } from '../core/console/byte-log/disk-log.ts';
import type { Database } from '../db/api.ts';
import { bootRow, MOMENT } from './database.ts';

/** Bytes of a serial port, or how many are missing and why. */
export type Recorded = string | Buffer | { readonly missing: number; readonly reason: string };

interface RecordedBoot {
  readonly database: Database;
  readonly dataDir: string;
  readonly nodeId: string;
}

/** A finished boot, stored in database and data directory as a server would have recorded it. */
export async function recordBoot(
  { database, dataDir, nodeId }: RecordedBoot,
  parts: readonly Recorded[],
): Promise<void> {
  const number = ((await database.boots.latest(nodeId))?.number ?? 0) + 1;
  const boot = { ...bootRow(nodeId, number), endedAt: MOMENT, endReason: 'shutdown' as const };
  await database.boots.begin(boot);
  const log = await DiskLog.open({
    directory: join(dataDir, 'boots', boot.id, 'ttyS0'),
    port: 0,
    live: true,
  });
  for (const part of parts) {
    if (typeof part === 'string' || Buffer.isBuffer(part)) log.append(Buffer.from(part));
    else log.skip(log.end + part.missing, part.reason);
  }
  await log.finish();
}
