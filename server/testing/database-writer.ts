// A separate process that writes settings one by one, and prints the number of each when its promise has resolved.
// Arguments: directory, name of the writer, how many.
import path from 'node:path';
import { openDatabase } from '../db/open.ts';

const [directory = '', name = '', count = '0'] = process.argv.slice(2);
const database = await openDatabase({
  url: `file:${path.join(directory, 'console.db')}`,
  key: { file: path.join(directory, 'secret.key') },
});
for (let number = 1; number <= Number(count); number++) {
  await database.settings.set(`${name}.${number}`, 'x'.repeat(500));
  process.stdout.write(`${number}\n`);
}
await database.close();
