import { DiskLog } from '../../core/console/byte-log/disk-log.ts';

/**
 * A process to be killed: appends numbered lines without end, in pieces of any size, and says after each flush how
 * far it has come.
 */
const directory = process.argv[2];
if (directory === undefined) throw new Error('usage: append-forever DIRECTORY');
const log = await DiskLog.open({ directory, port: 0, live: true, limit: 64 * 2 ** 20 });
let line = log.end / 8;
for (;;) {
  for (let piece = 0; piece < 50; piece++) {
    const text = Array.from({ length: piece }, () => `${String(line++).padStart(7, '0')}\n`).join('');
    log.append(Buffer.from(text));
  }
  await log.flushed();
  process.stdout.write(`${String(log.end)}\n`);
}
