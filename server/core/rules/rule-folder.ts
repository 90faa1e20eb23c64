import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { ruleName } from '../../../lib/contract/rule-file.ts';
import { RULE_SOURCE_BYTES } from '../../../lib/contract/rules.ts';

/** More would be a mistake, such as a folder of something else. */
const FILES_MAX = 100;
const ENDING = /\.(?:ya?ml|json)$/;

export interface StoredRules {
  readonly name: string;
  readonly source: string;
  readonly revision: string;
}

export const revisionOf = (source: string): string =>
  createHash('sha256').update(source).digest('hex').slice(0, 16);

/** Somebody's own rule files: `NAME.yaml` or `NAME.json` in one folder, which people may write to as well. */
export class RuleFolder {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** By name. What is no rule file, or larger than one, is left out. */
  async read(): Promise<StoredRules[]> {
    const files = [...(await this.#files())].slice(0, FILES_MAX);
    const read = await Promise.all(files.map(([name, file]) => this.#stored(name, file)));
    return read.flatMap((one) => one ?? []).sort((one, other) => one.name.localeCompare(other.name));
  }

  /** Takes the place of the file of that name, all of it or nothing. */
  async write(name: string, source: string): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const file = path.join(this.#directory, (await this.#files()).get(name) ?? `${name}.yaml`);
    const draft = `${file}.${randomUUID()}.tmp`;
    try {
      const handle = await open(draft, 'wx', 0o600);
      try {
        await handle.writeFile(source);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(draft, file);
    } finally {
      await rm(draft, { force: true });
    }
  }

  async remove(name: string): Promise<void> {
    const file = (await this.#files()).get(name);
    if (file !== undefined) await rm(path.join(this.#directory, file), { force: true });
  }

  /** File names by the names of the rules in them. */
  async #files(): Promise<Map<string, string>> {
    const entries = await readdir(this.#directory, { withFileTypes: true }).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    });
    const files = entries.filter((entry) => entry.isFile() && ENDING.test(entry.name));
    const named = files.map(({ name }) => [name.replace(ENDING, ''), name] as const);
    return new Map(named.filter(([name]) => ruleName.safeParse(name).success));
  }

  async #stored(name: string, file: string): Promise<StoredRules | null> {
    const place = path.join(this.#directory, file);
    if ((await stat(place)).size > RULE_SOURCE_BYTES) return null;
    const source = await readFile(place, 'utf8');
    return { name, source, revision: revisionOf(source) };
  }
}
