// A separate process that adds a long past boot to a node in a data directory, as if a server had recorded it: what a
// fixture's port printed, again and again, with numbered lines in it, a few lines every 18 ms. It prints what it made as
// JSON. Arguments: data directory, node's id, mebibytes.
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { DiskLog } from '../core/console/byte-log/disk-log.ts';
import { openDatabase } from '../db/open.ts';
import { recordedPort } from './console/recordings.ts';

/** The shortest time between two that are kept. */
const STEP_MS = 18;
const LINES = 4;
/** Groups of lines from one numbered line to the next. */
const GROUPS = 4;
const BEFORE_MS = 1000;

const [dataDir = '', nodeId = '', mebibytes = '10'] = process.argv.slice(2);
const size = Number(mebibytes) * 2 ** 20;
const began = Date.now() - 24 * 3_600_000;
const database = await openDatabase({
  url: `file:${path.join(dataDir, 'console.db')}`,
  key: { file: path.join(dataDir, 'secret.key') },
});
const number = ((await database.boots.latest(nodeId))?.number ?? 0) + 1;
const id = randomUUID();
const iso = (after: number): string => new Date(began + after).toISOString();
let now = BEFORE_MS;

await database.boots.begin({
  ...{ id, nodeId, number, startedAt: iso(0), endedAt: null, endReason: null, failure: null },
  ...{ steps: [], powerOnId: null, answering: null, pinnedAt: null, pinnedBy: null, checkpoint: null },
});
const log = await DiskLog.open({
  ...{ directory: path.join(dataDir, 'boots', id, 'ttyS0'), port: 0, live: true },
  clock: () => began + now,
});
const lines = recordedPort('nio-ubuntu', 1)
  .toString('latin1')
  .split(/(?<=\n)/);
/** Of each numbered line: when it came, in milliseconds since the boot began, and the offset after it. */
const marks: { at: number; end: number }[] = [];
for (let group = 0; log.end < size; group += 1) {
  const at = (group * LINES) % lines.length;
  const isMarked = group % GROUPS === GROUPS - 1;
  const mark = isMarked ? `\r\nmark ${String(marks.length).padStart(6, '0')}\r\n` : '';
  log.append(Buffer.from(lines.slice(at, at + LINES).join('') + mark, 'latin1'));
  if (isMarked) marks.push({ at: now, end: log.end });
  await log.flushed();
  now += STEP_MS;
}
await log.finish();
await database.boots.saveStage({
  ...{ id: `${id}-0000`, bootId: id, stage: 'powered-on', basis: 'confirmed', outcome: 'passed' },
  ...{ startedAt: iso(0), endedAt: iso(now), evidence: null, progress: null, statuses: [] },
});
await database.boots.update(id, { endedAt: iso(now), endReason: 'shutdown' });
await database.close();
process.stdout.write(`${JSON.stringify({ boot: number, bytes: log.end, marks })}\n`);
