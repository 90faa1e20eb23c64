import { execFile } from 'node:child_process';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { guestKernel } from './guest-kernel.ts';
import { ownDirectory } from './own-directory.ts';
import * as scripts from './tiny-guest-init.ts';

const run = promisify(execFile);

/** MiB; unpacking the kernel takes most of it. */
export const tinyGuestMemory = 128;

/** What a tiny guest may do besides reading commands from its serial console. */
type Ability = 'agent' | 'button' | 'lease' | 'storage';

/** A Linux kernel and a user land of one program, booted directly by QEMU in about two seconds. */
export class TinyGuest {
  /** Holds the kernel and the initial RAM disk; tests put disks and logs here too. */
  readonly directory: string;

  private constructor(directory: string) {
    this.directory = directory;
  }

  static async build(): Promise<TinyGuest> {
    const guest = new TinyGuest(await ownDirectory('tiny-guest'));
    const kernel = await guestKernel();
    // QEMU's user must be able to read it, and libvirt changes its owner.
    await copyFile(kernel.image, join(guest.directory, 'kernel'));
    const root = join(guest.directory, 'root');
    for (const name of ['bin', 'dev', 'etc', 'modules', 'proc', 'storage', 'sys']) {
      await mkdir(join(root, name), { recursive: true });
    }
    await copyFile(await busybox(), join(root, 'bin/busybox'));
    for (const folder of ['modules', 'storage'] as const)
      for (const module of kernel[folder]) await copyFile(module, join(root, folder, basename(module)));
    const { init, agent, lease, powerButton } = scripts;
    for (const [name, script] of Object.entries({ init, agent, lease, 'power-button': powerButton })) {
      await writeFile(join(root, name), script, { mode: 0o755 });
    }
    await pack(root, join(guest.directory, 'initrd'));
    return guest;
  }

  /** What goes into `<os>` to boot it. */
  boot(...abilities: Ability[]): string {
    const words = ['console=ttyS0', 'quiet', 'panic=-1', ...abilities.map((ability) => `tiny.${ability}`)];
    return `<kernel>${join(this.directory, 'kernel')}</kernel>
    <initrd>${join(this.directory, 'initrd')}</initrd>
    <cmdline>${words.join(' ')}</cmdline>`;
  }
}

async function busybox(): Promise<string> {
  const { stdout } = await run('which', ['busybox']);
  return stdout.trim();
}

async function pack(root: string, file: string): Promise<void> {
  const { stdout } = await run('find', ['.'], { cwd: root });
  const packing = run('cpio', ['--create', '--quiet', '--format=newc', '--owner=+0:+0', '--file', file], {
    cwd: root,
  });
  packing.child.stdin?.end(stdout);
  await packing;
}
