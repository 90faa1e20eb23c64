import { lockDirectory } from '../db/sqlite/directory-lock.ts';

/** Holds the lock of a directory until it is killed. */
const lock = await lockDirectory(process.argv[2] ?? '');
process.stdout.write('held\n');
process.stdin.resume().on('end', () => void lock.close());
