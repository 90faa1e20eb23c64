// A separate process that adds a past boot to a node in a data directory, as if a server had recorded it: what a fixture's
// ports printed, line by line, with a long pause, the stages that it tells, and pictures of the display.
// Arguments: data directory, node's id, name of the fixture, how many times its output comes, `untimed` if times are to be
// missing.
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { Recogniser } from '../../lib/domain/recogniser/recogniser.ts';
import type { Stage } from '../../lib/domain/stages.ts';
import { shippedRuleSet } from '../../lib/rules/shipped.ts';
import { DiskLog } from '../core/console/byte-log/disk-log.ts';
import { PictureStore } from '../core/recordings/picture-store.ts';
import { openDatabase } from '../db/open.ts';
import { pngFromPixmap } from '../hypervisor/consoles/png.ts';
import { PORTS, recordedPort } from './console/recordings.ts';

const LINE_MS = 40;
const PAUSE_MS = 60_000;
/** The line after which nothing happens for a while. */
const PAUSE_AFTER = 30;

const [dataDir = '', nodeId = '', fixture = '', times = '1', untimed = ''] = process.argv.slice(2);
const began = Date.now() - 3_600_000;
const database = await openDatabase({
  url: `file:${path.join(dataDir, 'console.db')}`,
  key: { file: path.join(dataDir, 'secret.key') },
});
const number = ((await database.boots.latest(nodeId))?.number ?? 0) + 1;
const id = randomUUID();
const directory = path.join(dataDir, 'boots', id);
const iso = (after: number): string => new Date(began + after).toISOString();
const recogniser = new Recogniser(shippedRuleSet());
let now = 0;

await database.boots.begin({
  ...{ id, nodeId, number, startedAt: iso(0), endedAt: null, endReason: null, failure: null },
  ...{ steps: [], powerOnId: null, answering: null, pinnedAt: null, pinnedBy: null, checkpoint: null },
});
const stages: { stage: Stage; at: number; port: number; offset: number; line: string }[] = [];
const pictures = new PictureStore(directory);

/** A screen of one colour. */
function picture(count: number): Buffer {
  const [width, height] = [640, 400];
  const pixels = Buffer.alloc(width * height * 3, (count * 37) % 256);
  return pngFromPixmap(Buffer.concat([Buffer.from(`P6 ${width} ${height} 255 `, 'latin1'), pixels]));
}

for (const port of PORTS) {
  now = 1000;
  const log = await DiskLog.open({
    ...{ directory: path.join(directory, `ttyS${port}`), port, live: true },
    clock: () => began + now,
  });
  const bytes = recordedPort(fixture, port);
  const lines = bytes.toString('latin1').split(/(?<=\n)/);
  for (const [index, line] of lines.entries()) {
    const part = Buffer.from(line, 'latin1');
    for (const found of recogniser.feed(port, part)) {
      const isNew = found.kind === 'stage' && stages.every(({ stage }) => stage !== found.stage);
      if (isNew) stages.push({ stage: found.stage, at: now, port, offset: found.offset, line: found.line });
    }
    log.append(part);
    await log.flushed();
    now += index === PAUSE_AFTER ? PAUSE_MS : LINE_MS;
  }
  for (let more = 1; more < Number(times); more += 1) {
    log.append(bytes);
    await log.flushed();
    now += LINE_MS;
  }
  await log.finish();
  if (untimed === 'untimed')
    await rm(path.join(directory, `ttyS${port}`, '0000000000000000.times'), { force: true });
}
const inOrder = stages.sort((one, other) => one.at - other.at);
for (const [index, { stage, at, ...evidence }] of inOrder.entries()) {
  const next = inOrder[index + 1];
  await database.boots.saveStage({
    ...{ id: `${id}-${String(index).padStart(4, '0')}`, bootId: id, stage, basis: 'observed' },
    ...{ startedAt: iso(at), endedAt: next === undefined ? null : iso(next.at), outcome: 'passed' },
    ...{ evidence, progress: null, statuses: [] },
  });
  await pictures.add(began + at, picture(index), stage);
}
await database.boots.update(id, { endedAt: iso(now), endReason: 'shutdown' });
await database.close();
process.stdout.write(`${number}\n`);
