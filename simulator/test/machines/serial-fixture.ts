import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Machine } from './machine.ts';

const DIRECTORY = path.join(import.meta.dirname, '../fixtures/serial');

/** Keeps what both ports said, byte for byte, when the recordings are to be made anew. */
export async function recordSerialLogs(scenario: string, machine: Machine): Promise<void> {
  if (process.env.UPDATE_SERIAL_FIXTURES !== '1') return;
  await mkdir(DIRECTORY, { recursive: true });
  for (const port of [0, 1]) {
    await writeFile(path.join(DIRECTORY, `${scenario}-ttyS${port}.log`), await machine.log(port));
  }
}
