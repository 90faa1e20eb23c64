import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

const FOLDER = 'known_hosts';

/** Where the keys that people have confirmed for a host are, for ssh. */
export const knownHostsFile = (dataDirectory: string, host: string): string =>
  path.join(dataDirectory, FOLDER, host);

/** Written anew, whole or not at all: the host's settings are what counts. */
export async function writeKnownHosts(file: string, lines: readonly string[]): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.new`;
  await writeFile(draft, lines.map((line) => `${line}\n`).join(''), { mode: 0o600 });
  await rename(draft, file);
}

export const removeKnownHosts = (file: string): Promise<void> => rm(file, { force: true });

/** In ssh's configuration, a word with a space or quotation mark. */
const quoted = (word: string): string => `"${word.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

/**
 * Options of every ssh that the console starts. Nothing ever asks a person; an unknown key is refused, whatever the
 * user's configuration says, and nothing is added to the user's files. The user's own known_hosts count, too.
 */
export const sshOptions = (knownHosts: string): string[] => [
  'BatchMode=yes',
  'StrictHostKeyChecking=yes',
  'UpdateHostKeys=no',
  `GlobalKnownHostsFile=/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2 ${quoted(knownHosts)}`,
  'ConnectTimeout=10',
  'ServerAliveInterval=10',
  'ServerAliveCountMax=3',
];
