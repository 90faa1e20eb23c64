import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const packages = [
  'base-files',
  'base-passwd',
  'bash',
  'coreutils',
  'libvirt-daemon',
  'libvirt-daemon-driver-qemu',
  'qemu-system-x86',
];
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
const patienceMilliseconds = 5 * 60_000;

/** Trees stay here between runs; `.cache/` is not committed. */
const cache = join(import.meta.dirname, '../../../.cache/debian');

/** A root directory with another Debian's libvirt and QEMU, or why there can be none on this machine. */
export type DebianTree =
  | { readonly root: string; readonly missing?: undefined }
  | { readonly root?: undefined; readonly missing: string };

/**
 * The packages of `suite` and all that they need, unpacked but not configured. They come from the mirror that this
 * machine's own packages come from.
 */
export async function debianTree(suite: string): Promise<DebianTree> {
  if (process.geteuid?.() !== 0) return { missing: 'only root can enter it' };
  const root = join(cache, suite);
  if (existsSync(root)) return { root };
  if (!existsSync(keyring)) return { missing: 'no keyring of Debian is installed' };
  try {
    const mirror = await debianMirror();
    if (mirror === undefined) return { missing: "this machine's packages do not come from a Debian mirror" };
    await mkdir(cache, { recursive: true });
    const work = await mkdtemp(join(cache, '.unpacking-'));
    try {
      await unpack(work, `deb [signed-by=${keyring}] ${mirror} ${suite} main`);
      // Another test process may have been faster; its tree is as good as ours.
      await rename(join(work, 'root'), root).catch(() => undefined);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
    return { root };
  } catch (error) {
    return { missing: `its packages could not be had: ${lastLine(error)}` };
  }
}

async function debianMirror(): Promise<string | undefined> {
  const format = '$(ORIGIN)|$(LABEL)|$(REPO_URI)';
  const { stdout } = await run('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']);
  const lines = stdout.split('\n').map((line) => line.split('|'));
  return lines.find(([origin, label]) => origin === 'Debian' && label === 'Debian')?.[2];
}

/** By an apt that knows nothing installed, so that everything needed is brought. */
async function unpack(work: string, source: string): Promise<void> {
  const archives = join(work, 'cache/archives');
  for (const folder of [
    'etc/apt.conf.d',
    'etc/preferences.d',
    'state/lists/partial',
    'cache/archives/partial',
  ])
    await mkdir(join(work, folder), { recursive: true });
  await writeFile(join(work, 'status'), '');
  await writeFile(join(work, 'etc/sources.list'), `${source}\n`);
  const settings = {
    'Dir::Etc': join(work, 'etc'),
    'Dir::State': join(work, 'state'),
    'Dir::State::status': join(work, 'status'),
    'Dir::Cache': join(work, 'cache'),
    'Acquire::Languages': 'none',
    'Acquire::Retries': '2',
    'APT::Install-Recommends': 'false',
    'APT::Sandbox::User': 'root',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  const apt = (...command: string[]) =>
    run('apt-get', ['--quiet', ...options, ...command], { timeout: patienceMilliseconds });
  await apt('update');
  await apt('install', '--yes', '--download-only', ...packages);
  const root = join(work, 'root');
  const files = (await readdir(archives)).filter((file) => file.endsWith('.deb'));
  for (const file of files) await run('dpkg', ['-x', join(archives, file), root]);
  const users = join(root, 'usr/share/base-passwd');
  // As the packages' own scripts would add them; the driver looks them up by name.
  const qemu = {
    passwd: 'libvirt-qemu:x:64055:64055::/:/bin/false\n',
    group: 'libvirt-qemu:x:64055:\nkvm:x:64056:\n',
  };
  for (const [file, lines] of Object.entries(qemu)) {
    await writeFile(join(root, 'etc', file), (await readFile(join(users, `${file}.master`), 'utf8')) + lines);
  }
}

function lastLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split('\n').at(-1) ?? text;
}
