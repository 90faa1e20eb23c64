// A separate process that prints lines to the log of a boot and indexes them until it is killed; it says how many lines are
// in the log. Arguments: data directory, id of the boot, number of the first line.
import { join } from 'node:path';
import { DiskLog } from '../core/console/byte-log/disk-log.ts';
import { LocalIndexEngine } from '../core/search/index-engine.ts';

const [dataDir = '', id = '', first = '0'] = process.argv.slice(2);
const engine = new LocalIndexEngine({ dataDir, reservedBytes: 0 });
const log = await DiskLog.open({ directory: join(dataDir, 'boots', id, 'ttyS0'), port: 0, live: true });

for (let line = Number(first); ; line++) {
  log.append(Buffer.from(`line ${line} of many ${'filling '.repeat(200)}\r\n`));
  await log.flushed();
  process.stdout.write(`${line + 1}\n`);
  await engine.step({ boot: { id, startedAt: 0, stages: [] }, ended: false });
}
