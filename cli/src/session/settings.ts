import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';

export const DEFAULT_URL = 'http://127.0.0.1:3000';

/** Of a token that nobody gave a name; names have at most 100 characters. */
export const nameOfThisMachine = (): string => `ven on ${hostname()}`.slice(0, 100);

export type Environment = Readonly<Record<string, string | undefined>>;

/** What `ven login` keeps; readable by its owner only. */
const savedLogin = z.object({
  url: z.string(),
  token: z.string().min(1),
  /** To revoke it at logout. */
  tokenId: z.string(),
  email: z.string(),
});
export type SavedLogin = z.infer<typeof savedLogin>;

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');

export function configFile(env: Environment): string {
  const base = env.XDG_CONFIG_HOME || path.join(env.HOME || homedir(), '.config');
  return path.join(base, 'ven', 'config.json');
}

export function readLogin(env: Environment): SavedLogin | null {
  const file = configFile(env);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw new ConsoleError('invalid', `The saved login ${file} cannot be read.`, {
      fix: 'Make it readable to you, or remove it and run: ven login',
      cause: error,
    });
  }
  const parsed = savedLogin.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new ConsoleError('invalid', `The saved login ${file} is damaged.`, {
    fix: `Remove it and log in again: rm ${file} && ven login`,
  });
}

/** Undefined for invalid JSON, which no document can contain. */
function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

export function saveLogin(env: Environment, login: SavedLogin): string {
  const file = configFile(env);
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  // A new file, so that the mode holds from its first byte, whatever was there before.
  const fresh = `${file}.${process.pid}`;
  try {
    writeFileSync(fresh, `${JSON.stringify(login, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    chmodSync(fresh, 0o600);
    renameSync(fresh, file);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
  return file;
}

export const forgetLogin = (env: Environment): void => rmSync(configFile(env), { force: true });

/** An address as the rest of the program uses it: without a slash at its end. */
export function parseServerUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (
    url === null ||
    !['http:', 'https:'].includes(url.protocol) ||
    url.username !== '' ||
    url.search !== ''
  ) {
    throw new ConsoleError('invalid', `"${text}" is not the address of a console.`, {
      fix: `Give one like ${DEFAULT_URL} (--url, or VEN_URL).`,
    });
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

export interface Target {
  readonly url: string;
  readonly token: string | null;
}

/** VEN_URL and VEN_TOKEN win over the saved login, whose token is sent to the server it came from only. */
export function findTarget(env: Environment): Target {
  const fromEnvironment = env.VEN_TOKEN || null;
  const saved = fromEnvironment !== null && env.VEN_URL ? null : readLogin(env);
  const url = parseServerUrl(env.VEN_URL || saved?.url || DEFAULT_URL);
  const token = fromEnvironment ?? (saved?.url === url ? saved.token : null);
  return { url, token };
}
