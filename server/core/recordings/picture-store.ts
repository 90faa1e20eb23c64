import { createHash } from 'node:crypto';
import { appendFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { stageName } from '../../../lib/contract/boot.ts';
import { PICTURE_NAME } from '../../../lib/contract/replay.ts';
import type { Stage } from '../../../lib/domain/stages.ts';

/** The directory of a boot's pictures, beside its serial logs. */
export const SCREEN_DIRECTORY = 'screen';
const INDEX = 'pictures.jsonl';
/** Per boot. */
const LIMITS = { pictures: 600, bytes: 24 * 2 ** 20 };
/** What of the limits is left to pictures of stages. */
const RESERVED = 0.1;
/** A cursor that blinks makes two pictures, again and again. */
const REMEMBERED = 2;

const entry = z.object({
  /** Milliseconds since 1970. */
  at: z.number().min(0),
  picture: z.string().regex(PICTURE_NAME),
  stage: stageName.nullable(),
});
export type PictureEntry = z.infer<typeof entry>;

export interface AddedPicture {
  readonly picture: string;
  /** Whether it differs from the latest ones. */
  readonly isNew: boolean;
  /** Whether there is a file of it. */
  readonly kept: boolean;
}

/**
 * The pictures of one boot. Files are named by their content; the index is only appended to, and a line that a killed
 * process left half written is ignored.
 */
export class PictureStore {
  readonly #directory: string;
  readonly #recent: string[] = [];
  #count = 0;
  #bytes = 0;
  #known: Promise<void> | undefined;

  /** `directory`: of the boot. */
  constructor(directory: string) {
    this.#directory = join(directory, SCREEN_DIRECTORY);
  }

  /** Keeps a picture if it differs from the latest ones or begins a stage, and there is room. */
  async add(at: number, png: Uint8Array, stage: Stage | null): Promise<AddedPicture> {
    await (this.#known ??= this.#recall());
    const picture = `${createHash('sha256').update(png).digest('hex').slice(0, 32)}.png`;
    const isNew = !this.#recent.includes(picture);
    if (!isNew && stage === null) return { picture, isNew, kept: true };
    if (!this.#hasRoom(png.length, stage !== null)) {
      if (isNew) this.#remember(picture);
      return { picture, isNew, kept: false };
    }
    await this.#write(picture, png);
    const line = JSON.stringify({ at, picture, stage } satisfies PictureEntry);
    // The line feed first: it ends a line that was left half written.
    await appendFile(join(this.#directory, INDEX), `\n${line}`, { mode: 0o600 });
    this.#count += 1;
    this.#remember(picture);
    return { picture, isNew, kept: true };
  }

  #hasRoom(bytes: number, isStage: boolean): boolean {
    const share = isStage ? 1 : 1 - RESERVED;
    return this.#count < LIMITS.pictures * share && this.#bytes + bytes <= LIMITS.bytes * share;
  }

  async #write(picture: string, png: Uint8Array): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    try {
      await writeFile(join(this.#directory, picture), png, { mode: 0o600, flag: 'wx' });
      this.#bytes += png.length;
    } catch (error) {
      // An earlier one is the same.
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }

  #remember(picture: string): void {
    this.#recent.push(picture);
    if (this.#recent.length > REMEMBERED) this.#recent.shift();
  }

  /** What an earlier process of this server has kept. */
  async #recall(): Promise<void> {
    const entries = await readPictures(this.#directory, '.');
    this.#count = entries.length;
    for (const { picture } of entries.slice(-REMEMBERED)) this.#remember(picture);
    for (const name of await filesIn(this.#directory))
      this.#bytes += (await stat(join(this.#directory, name))).size;
  }
}

/** The pictures of a boot whose directory is given, in order. */
export async function readPictures(
  directory: string,
  within: string = SCREEN_DIRECTORY,
): Promise<PictureEntry[]> {
  const text = await readFile(join(directory, within, INDEX), 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    const parsed = entry.safeParse(parseJson(line));
    return parsed.success ? [parsed.data] : [];
  });
}

/** Null: there is none of that name. */
export async function readPicture(directory: string, picture: string): Promise<Buffer | null> {
  if (!PICTURE_NAME.test(picture)) return null;
  return readFile(join(directory, SCREEN_DIRECTORY, picture)).catch(() => null);
}

export async function removePictures(directory: string): Promise<void> {
  await rm(join(directory, SCREEN_DIRECTORY), { recursive: true, force: true });
}

const filesIn = (directory: string): Promise<string[]> => readdir(directory).catch(() => []);

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
