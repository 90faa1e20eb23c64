import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownDirectory } from './own-directory.ts';
import { dyingWithUs } from './processes.ts';
import { until } from './until.ts';

/** Seen by the tree's daemons only: what they write goes to memory, the tree itself stays as it was unpacked. */
const memory = ['/run', '/tmp', '/etc/libvirt', '/var/lib/libvirt', '/var/cache/libvirt', '/var/log', '/dev'];

/** `$1` is the tree, `$2` the directory shared with the test. */
const script = `
set -e
mount --bind "$1" "$1"
cd "$1"
${memory.map((folder) => `mkdir -p .${folder}; mount -t tmpfs -o mode=0755 tmpfs .${folder}`).join('\n')}
mkdir -p run/lock run/shared dev/pts dev/shm var/lib/libvirt/images var/log/libvirt/qemu
for device in null zero full random urandom tty; do touch dev/$device; mount --bind /dev/$device dev/$device; done
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts dev/pts
ln -s pts/ptmx dev/ptmx
mount --bind "$2" run/shared
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
ip link set lo up
cat > etc/libvirt/libvirtd.conf <<END
unix_sock_dir = "/run/shared"
unix_sock_rw_perms = "0777"
auth_unix_rw = "none"
log_outputs = "3:file:/run/shared/log"
END
cat > etc/libvirt/qemu.conf <<END
user = "root"
group = "root"
security_driver = "none"
dynamic_ownership = 0
cgroup_controllers = []
namespaces = []
END
rm -rf var/lock var/run
ln -s /run/lock var/lock
ln -s /run var/run
# Guests in the foreground of a shell, which reaps: libvirt waits for a guest until nothing of its process is left.
exec chroot . /bin/bash -c 'virtlogd --daemon && libvirtd & sleep infinity; exit'
`;

/** A libvirt host with the programs of a Debian tree, in separate namespaces. It ends with this process. */
export class DebianHost implements AsyncDisposable {
  /** Shared with the host: here it is this path, there it is /run/shared. */
  readonly directory: string;
  readonly #process: ChildProcess;

  private constructor(directory: string, process: ChildProcess) {
    this.directory = directory;
    this.#process = process;
  }

  static async start(root: string): Promise<DebianHost> {
    const directory = await ownDirectory('debian');
    const spaces = [
      '--mount',
      '--propagation',
      'private',
      '--net',
      '--pid',
      '--ipc',
      '--fork',
      '--kill-child',
    ];
    const [program, args] = dyingWithUs('unshare', [...spaces, 'sh', '-c', script, 'sh', root, directory]);
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    const host = new DebianHost(directory, child);
    try {
      await until('its libvirtd listens', () => {
        if (child.exitCode !== null) throw new Error(`no libvirt in ${root}: ${complaint}`);
        return existsSync(join(directory, 'libvirt-sock'));
      });
    } catch (error) {
      await host[Symbol.asyncDispose]();
      throw error;
    }
    return host;
  }

  get uri(): string {
    return `qemu:///system?socket=${join(this.directory, 'libvirt-sock')}`;
  }

  log(): string {
    const log = join(this.directory, 'log');
    return existsSync(log) ? readFileSync(log, 'utf8') : '';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await ended;
  }
}
