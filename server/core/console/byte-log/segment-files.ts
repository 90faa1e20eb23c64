import { readdir, readFile, rename, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** A run of bytes on disk: its name says where it begins, its size where it ends. */
export interface Segment {
  readonly from: number;
  size: number;
}

export interface Gap {
  readonly from: number;
  to: number;
  reason: string;
}

const DIGITS = 16;
const segmentForm = /^(\d{16})\.bytes$/;
const gapForm = /^(\d{16})\.gap$/;
const gapText = z.object({ to: z.int().min(0), reason: z.string() });

const number = (offset: number): string => String(offset).padStart(DIGITS, '0');
export const segmentName = (from: number): string => `${number(from)}.bytes`;
/** Beside the bytes of a segment: when they arrived. */
export const timesName = (from: number): string => `${number(from)}.times`;
const gapName = (from: number): string => `${number(from)}.gap`;

export interface Found {
  readonly segments: Segment[];
  readonly gaps: Gap[];
}

/** What a directory holds, in order. Whatever else lies there is not ours and stays. */
export async function findFiles(directory: string): Promise<Found> {
  const segments: Segment[] = [];
  const gaps: Gap[] = [];
  for (const name of (await namesIn(directory)).sort()) {
    const from = segmentForm.exec(name)?.[1];
    if (from !== undefined)
      segments.push({ from: Number(from), size: (await stat(join(directory, name))).size });
    const gapFrom = gapForm.exec(name)?.[1];
    const gap = gapFrom === undefined ? undefined : await readGap(join(directory, name));
    if (gapFrom !== undefined && gap !== undefined) gaps.push({ from: Number(gapFrom), ...gap });
  }
  return { segments, gaps };
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** An unreadable mark is as good as none: the bytes around it still tell that something is missing. */
async function readGap(path: string): Promise<{ to: number; reason: string } | undefined> {
  const text = await readFile(path, 'utf8');
  try {
    return gapText.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Whole or not at all: written beside and renamed. */
export async function writeGap(directory: string, { from, to, reason }: Gap): Promise<void> {
  const path = join(directory, gapName(from));
  await writeFile(`${path}.new`, JSON.stringify({ to, reason }), { mode: 0o600 });
  await rename(`${path}.new`, path);
}

export async function removeGap(directory: string, from: number): Promise<void> {
  await unlink(join(directory, gapName(from)));
}

export async function removeSegment(directory: string, from: number): Promise<void> {
  await rm(join(directory, timesName(from)), { force: true });
  await unlink(join(directory, segmentName(from)));
}
