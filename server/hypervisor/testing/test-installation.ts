import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { DEFAULT_MACHINE, type Machine } from '../../../lib/contract/machine.ts';
import type { DomainModel, HypervisorHost, NetworkModel } from '../api.ts';
import {
  authorityVolume,
  diskVolume,
  networkName,
  newVncPassword,
  nodeVolumes,
  openHypervisorHost,
  serialLogVolume,
  variablesVolume,
} from '../index.ts';

/** Everything that one test process creates on the machine's libvirt, recognisable and removed at the end. */
export class TestInstallation {
  readonly installation: string;
  readonly host: HypervisorHost;
  #made = 0;

  private constructor(label: string, uri: string, dhcpLogs?: string) {
    // Unique to this run, even against a process with the same id on another machine: leftovers do not interfere.
    this.installation = `${label}${randomBytes(3).toString('hex')}`;
    this.host = openHypervisorHost({
      name: 'local',
      uri,
      installation: this.installation,
      ...(dhcpLogs === undefined ? {} : { dhcpLogs }),
    });
  }

  static async open(label: string, uri = 'qemu:///system', dhcpLogs?: string): Promise<TestInstallation> {
    const opened = new TestInstallation(label, uri, dhcpLogs);
    await opened.host.whenConnected(20_000);
    return opened;
  }

  get network(): string {
    return networkName(this.installation, 'test');
  }

  async networkModel(): Promise<NetworkModel> {
    const subnet = await this.host.networks.freeSubnet();
    return {
      name: this.network,
      installation: this.installation,
      subnet,
      bootProgramUrl: `https://boot.test/${'x'.repeat(20)}.efi`,
      bootScriptUrl: null,
      names: [{ address: `${subnet}.1`, names: ['boot.test'] }],
    };
  }

  newNode(): { readonly name: string; readonly uuid: string } {
    this.#made++;
    return { name: `${this.installation}-${this.#made}`, uuid: randomUUID() };
  }

  /** Like a create: ensures what the domain needs, then defines the domain, which is off. */
  async ensureNode(
    node: { readonly name: string; readonly uuid: string },
    changes: Partial<Machine> = {},
    signers: string | null = null,
  ): Promise<DomainModel> {
    const { host } = this;
    const machine = { ...DEFAULT_MACHINE, ...changes };
    await host.storage.ensurePool();
    const disk = await host.storage.ensureDisk(diskVolume(node.name), 1);
    const authority = await host.storage.ensureFile(
      authorityVolume(node.name),
      Buffer.alloc(1500, node.name),
    );
    const firmware = await host.firmware(machine.secureBoot);
    const template =
      signers === null ? null : await host.nvram.templateWithSigners(firmware.variables, signers);
    const variables =
      template && (await host.storage.ensureFile(variablesVolume(node.name), template, 'domain'));
    const model: DomainModel = {
      ...node,
      serial: 'TEST0001',
      mac: `52:54:00:${node.uuid.slice(0, 2)}:${node.uuid.slice(2, 4)}:${node.uuid.slice(4, 6)}`,
      vcpus: 1,
      memoryMiB: 256,
      acceleration: 'tcg',
      machine,
      network: this.network,
      networkBoot: true,
      medium: null,
      seed: null,
      attachment: 'network',
      firmware,
      disk,
      authority,
      variables,
      serialLogs: [
        await host.storage.volumePath(serialLogVolume(node.name, 0)),
        await host.storage.volumePath(serialLogVolume(node.name, 1)),
      ],
      vncPassword: newVncPassword(),
      screen: 'loopback',
      metadata: {
        installation: this.installation,
        nodeId: node.name,
        runId: 'r',
        template: 'ubuntu',
        orchestrator: null,
        flow: 'nio',
        bootSource: { kind: 'uefi-http' },
        accelerationChoice: machine.acceleration,
        pool: null,
        createdAt: '2026-01-02T03:04:05.678Z',
        createdBy: 'a test',
        ...{ note: '', labels: [], files: null },
      },
    };
    await host.domains.ensure(model);
    return model;
  }

  async removeNode({ name, uuid }: { readonly name: string; readonly uuid: string }): Promise<void> {
    await this.host.domains.remove(uuid);
    await this.host.storage.removeVolumes(nodeVolumes(name));
    await this.host.networks.removeIfUnused(this.network);
    await this.host.storage.removePoolIfEmpty();
  }

  /** Removes what failed tests have left, and disconnects. */
  async close(): Promise<void> {
    const left = await this.host.leftovers();
    const domains = await this.host.domains.list();
    for (const { name, uuid } of domains)
      if (left.domains.includes(name)) await this.host.domains.remove(uuid);
    await this.host.storage.removeVolumes(left.volumes);
    for (const network of left.networks) await this.host.networks.removeIfUnused(network);
    await this.host.storage.removePoolIfEmpty();
    await this.host.close();
  }
}

/** Collects all output of a port from now on. */
export class Recording {
  readonly #chunks: Buffer[] = [];
  readonly #stream: Duplex;

  constructor(stream: Duplex) {
    this.#stream = stream;
    stream.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
    // The guest's end may surface as an error; the output before it counts.
    stream.on('error', () => undefined);
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  /** Resolves when it has received at least `count` bytes. */
  async atLeast(count: number): Promise<void> {
    while (this.bytes.length < count) await once(this.#stream, 'data');
  }

  async ended(): Promise<void> {
    if (!this.#stream.closed) await once(this.#stream, 'close');
  }
}
