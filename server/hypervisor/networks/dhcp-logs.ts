import { constants } from 'node:fs';
import { copyFile, mkdir, open, readFile, rm, stat, truncate, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** A boot is about 30 KiB of it. */
const MOST = 1024 * 1024;
const LOOK_MS = 10_000;
/** It is a value in dnsmasq's configuration, and in XML. */
const SAFE = /^\/[A-Za-z0-9._/ @+-]+$/;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const CURRENT = '.log';
const BEFORE = '.log.1';

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';
const isPresent = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EEXIST';
const orPresent = (error: unknown): void => {
  if (!isPresent(error)) throw error;
};
const orMissing =
  <Value>(value: Value) =>
  (error: unknown): Value => {
    if (isMissing(error)) return value;
    throw error;
  };

/**
 * Logs of the DHCP servers of this machine's networks, in a folder of the console's. dnsmasq opens its log as root and then
 * gives the file to the user that it runs as; group and mode stay, so the console makes the file first, writable for its
 * own group, and can read and shorten it afterwards. dnsmasq appends: what is cut off makes no hole.
 */
export class DhcpLogs {
  readonly #folder: string;
  readonly #most: number;
  readonly #looking: NodeJS.Timeout;

  constructor(folder: string, most = MOST) {
    this.#folder = folder;
    this.#most = most;
    this.#looking = setInterval(() => void this.shorten().catch(() => undefined), LOOK_MS);
    this.#looking.unref();
  }

  /** The file for the log of a network that is about to be started; null: there cannot be one. */
  async prepare(network: string): Promise<string | null> {
    const path = this.#path(network, CURRENT);
    if (!SAFE.test(path) || !NAME.test(network)) return null;
    try {
      await mkdir(this.#folder, { mode: 0o700 }).catch(orPresent);
      const file = await open(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o660);
      try {
        // Whatever the umask is.
        await file.chmod(0o660);
      } finally {
        await file.close();
      }
    } catch (error) {
      if (!isPresent(error)) return null;
    }
    return path;
  }

  /** What is kept of it; null if that cannot be read. */
  async read(network: string): Promise<string | null> {
    try {
      const parts = [BEFORE, CURRENT].map((end) =>
        readFile(this.#path(network, end), 'latin1').catch(orMissing('')),
      );
      return (await Promise.all(parts)).join('');
    } catch {
      return null;
    }
  }

  async remove(network: string): Promise<void> {
    await Promise.all(
      [CURRENT, BEFORE].map((end) => rm(this.#path(network, end), { force: true, recursive: true })),
    );
  }

  /** Sets aside what has become long, and forgets what was set aside before. */
  async shorten(): Promise<void> {
    const names = await readdir(this.#folder).catch(orMissing<string[]>([]));
    for (const name of names.filter((each) => each.endsWith(CURRENT))) {
      const path = join(this.#folder, name);
      const { size } = await stat(path);
      if (size <= this.#most) continue;
      // A machine that asks without end may have filled far more than is worth keeping.
      if (size <= 2 * this.#most) await copyFile(path, `${path}.1`);
      else await rm(`${path}.1`, { force: true });
      await truncate(path);
    }
  }

  close(): void {
    clearInterval(this.#looking);
  }

  #path(network: string, end: string): string {
    return join(this.#folder, `${network}${end}`);
  }
}
