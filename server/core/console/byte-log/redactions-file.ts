import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Redaction } from './redacted-recording.ts';

const ranges = z.array(z.object({ from: z.int().min(0), to: z.int().min(0) }));

export const REDACTIONS_FILE = 'veiled.json';

const fileIn = (directory: string): string => join(directory, REDACTIONS_FILE);

/** The ranges of a log that are asterisks in place of a password; empty if unknown. */
export async function readRedactions(directory: string): Promise<readonly Redaction[]> {
  const text = await readFile(fileIn(directory), 'utf8').catch(() => '[]');
  try {
    return ranges.parse(JSON.parse(text));
  } catch {
    return [];
  }
}

/** Synchronous: a server that is killed right after must not fetch these bytes again from the domain's log file. */
export function writeRedactions(directory: string, redacted: readonly Redaction[]): void {
  writeFileSync(fileIn(directory), JSON.stringify(redacted), { mode: 0o600 });
}
