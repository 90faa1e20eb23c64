import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const virsh = (...args: string[]): string[] =>
  execFileSync('virsh', ['-c', 'qemu:///system', ...args], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** Of a folder that may not be there. */
function files(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

export interface Trail {
  readonly name: string;
  readonly uuid: string;
  /** The data directory of the server that made it. */
  readonly dataDir: string;
}

/**
 * What there is of a node on the host, asked with libvirt's own tool and by looking into its folders: domain, network,
 * pool, volumes, NVRAM, TPM state. Others use this host as well, so only what carries the names of this one counts.
 */
export function traces({ name, uuid, dataDir }: Trail): string[] {
  const installation = `ven-${readFileSync(path.join(dataDir, 'installation'), 'utf8').trim()}`;
  const places: Readonly<Record<string, string[]>> = {
    domain: virsh('list', '--all', '--name').filter((found) => found === name),
    network: virsh('net-list', '--all', '--name').filter((found) => found.startsWith(installation)),
    pool: virsh('pool-list', '--all', '--name').filter((found) => found === installation),
    volume: files(path.join('/var/lib/libvirt/images', installation)),
    nvram: files('/var/lib/libvirt/qemu/nvram').filter((found) => found.startsWith(`${name}_`)),
    tpm: files('/var/lib/libvirt/swtpm').filter((found) => found === uuid),
  };
  return Object.entries(places).flatMap(([kind, found]) => found.map((each) => `${kind} ${each}`));
}
