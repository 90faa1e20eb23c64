import { readdir, readFile, rename, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** A run of bytes on disk: its name gives its start, its size its end. */
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
/** The file with the times of arrival of a segment's bytes. */
export const timesName = (from: number): string => `${number(from)}.times`;
const gapName = (from: number): string => `${number(from)}.gap`;

export interface Found {
  readonly segments: Segment[];
  readonly gaps: Gap[];
}

/** The log files of a directory, in order; other files are ignored. */
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

/** An unreadable gap file counts as missing: the offsets around it still show the gap. */
async function readGap(path: string): Promise<{ to: number; reason: string } | undefined> {
  const text = await readFile(path, 'utf8');
  try {
    return gapText.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Atomic: writes a temporary file and renames it. */
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
