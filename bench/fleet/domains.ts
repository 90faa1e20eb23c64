import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Connection, DomainStatsTypes } from 'node-libvirt';
import type { PrivateDaemon } from '../../node-libvirt/test/support/private-daemon.ts';

/** What the measurements of a host are made of. */
export const KINDS =
  DomainStatsTypes.CPU_TOTAL |
  DomainStatsTypes.BALLOON |
  DomainStatsTypes.VCPU |
  DomainStatsTypes.INTERFACE |
  DomainStatsTypes.BLOCK;

/** The URI of a host with that many domains: libvirt's test driver, which reads them from a file. */
export async function testDomains(daemon: PrivateDaemon, count: number): Promise<string> {
  const file = join(daemon.directory, 'node.xml');
  const domain = (index: number): string =>
    `<domain type='test'><name>fleet-${index}</name><memory unit='MiB'>${512 + (index % 7) * 256}</memory><vcpu>${1 + (index % 4)}</vcpu><os><type>hvm</type></os></domain>`;
  await writeFile(
    file,
    `<node>${Array.from({ length: count }, (_, index) => domain(index)).join('')}</node>`,
  );
  await chmod(file, 0o644);
  return daemon.uri(`test://${file}`);
}

/** Machines of QEMU that are defined and never started; disposing of them takes their definitions away. */
export class DefinedDomains implements AsyncDisposable {
  readonly #names: readonly string[];

  private constructor(names: readonly string[]) {
    this.#names = names;
  }

  static async define(count: number): Promise<DefinedDomains> {
    const names = Array.from({ length: count }, (_, index) => `bench-fleet-${process.pid}-${index}`);
    const defined = new DefinedDomains(names);
    await using connection = await Connection.open('qemu:///system');
    try {
      for (const name of names)
        await connection.domainDefineXML(
          `<domain type='qemu'><name>${name}</name><memory unit='MiB'>64</memory><os><type arch='x86_64'>hvm</type></os></domain>`,
        );
      return defined;
    } catch (error) {
      await defined[Symbol.asyncDispose]();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await using connection = await Connection.open('qemu:///system');
    const mine = new Set(this.#names);
    for (const domain of await connection.listAllDomains())
      if (mine.has(domain.name)) await domain.undefine();
  }
}
