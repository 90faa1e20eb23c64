import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const ROOT = path.resolve(import.meta.dirname, '../..');

const longBoot = z.object({
  boot: z.int(),
  bytes: z.int(),
  marks: z.array(z.object({ at: z.int(), end: z.int() })).min(100),
});

/** A numbered line in a recording. */
export interface Mark {
  readonly text: string;
  /** Milliseconds since the boot began. */
  readonly at: number;
  /** The offset after it. */
  readonly end: number;
}

export interface LongBoot {
  readonly node: string;
  readonly boot: number;
  readonly bytes: number;
  /** The one at that part of it, from 0 to 1. */
  readonly markAt: (part: number) => Mark;
}

/** Adds a boot of that size to a node. */
export async function addLongBoot(dataDir: string, node: string, mebibytes: number): Promise<LongBoot> {
  const tsx = path.join(ROOT, 'node_modules/.bin/tsx');
  const program = ['--conditions=workspace', 'server/testing/long-boot.ts'];
  const { stdout } = await promisify(execFile)(tsx, [...program, dataDir, node, String(mebibytes)], {
    cwd: ROOT,
    maxBuffer: 16 * 2 ** 20,
  });
  const { marks, ...made } = longBoot.parse(JSON.parse(stdout));
  return {
    ...made,
    node,
    markAt: (part) => {
      const number = Math.min(marks.length - 1, Math.floor(part * marks.length));
      const mark = marks[number];
      if (mark === undefined) throw new Error(`the recording has no line ${number}`);
      return { ...mark, text: `mark ${String(number).padStart(6, '0')}` };
    },
  };
}
