import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const virsh = (...args: string[]): string =>
  execFileSync('virsh', ['-c', 'qemu:///system', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** Of something half made, of which this part may not exist. */
function attempt(...args: string[]): void {
  try {
    virsh(...args);
  } catch {
    // It was not made.
  }
}

interface FloorNode {
  readonly name: string;
  readonly pool: string;
  readonly volume: string;
}

/** What a person with a script does for the same machine: volume, define, start, and back, one after the other. */
export class Floor implements Disposable {
  readonly #xml: string;
  readonly #like: { readonly name: string; readonly uuid: string };
  readonly #pool: string;
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'ven-floor-'));
  #made = 0;
  readonly #left = new Set<FloorNode>();

  /** `like` is a node of the product, on whose definition and pool the floor's machines are modelled. */
  constructor(like: { readonly name: string; readonly uuid: string }) {
    this.#like = like;
    this.#xml = virsh('dumpxml', '--inactive', like.name).replace(/<metadata>[\s\S]*?<\/metadata>/, '');
    const disk = /<source file='([^']+\.qcow2)'/.exec(this.#xml)?.[1];
    if (disk === undefined) throw new Error('the definition has no qcow2 disk');
    this.#pool = path.basename(path.dirname(disk));
  }

  create(): FloorNode {
    const name = `bench-floor-${++this.#made}`;
    const node = { name, pool: this.#pool, volume: `${name}.qcow2` };
    this.#left.add(node);
    const file = path.join(this.#folder, `${name}.xml`);
    const mac = `52:54:00:f1:00:${this.#made.toString(16).padStart(2, '0')}`;
    const xml = this.#xml
      .replaceAll(this.#like.uuid, randomUUID())
      .replaceAll(this.#like.name, name)
      // Both boot with the same CA.
      .replace(`${name}.cacerts`, `${this.#like.name}.cacerts`)
      .replace(/<mac address='[^']+'/, `<mac address='${mac}'`)
      .replace(/(<disk [\s\S]*?<source file=')[^']+'/, `$1${this.#folderOfPool()}/${node.volume}'`);
    writeFileSync(file, xml);
    virsh('vol-create-as', this.#pool, node.volume, '20G', '--format', 'qcow2');
    virsh('define', file);
    virsh('start', name);
    return node;
  }

  delete(node: FloorNode): void {
    virsh('destroy', node.name);
    virsh('undefine', node.name, '--nvram', '--tpm');
    virsh('vol-delete', node.volume, '--pool', node.pool);
    this.#left.delete(node);
  }

  #folderOfPool(): string {
    return /<path>([^<]+)<\/path>/.exec(virsh('pool-dumpxml', this.#pool))?.[1] ?? '';
  }

  /** Of all that were made; libvirt does not know of these files before it looks. */
  #deleteLogs(): void {
    attempt('pool-refresh', this.#pool);
    for (let node = 1; node <= this.#made; node++) {
      for (const port of [0, 1])
        attempt('vol-delete', `bench-floor-${node}.ttyS${port}.log`, '--pool', this.#pool);
    }
  }

  [Symbol.dispose](): void {
    for (const { name, pool, volume } of this.#left) {
      attempt('destroy', name);
      attempt('undefine', name, '--nvram', '--tpm');
      attempt('vol-delete', volume, '--pool', pool);
    }
    this.#deleteLogs();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
