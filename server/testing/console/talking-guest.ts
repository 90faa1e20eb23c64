import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Connection, type Domain, DomainConsoleFlags, DomainCreateFlags } from 'node-libvirt';
import { qemuDomain } from '../../../node-libvirt/test/support/domain-xml.ts';
import { TinyGuest, tinyGuestMemory } from '../../../node-libvirt/test/support/tiny-guest.ts';
import { removeLogFiles } from '../../hypervisor/domains/log-files.ts';
import type { SerialSource } from '../../core/console/serial-reader/log-file.ts';

/** A real guest on qemu:///system with a logged serial port, whose shell does what is typed there. Starts paused. */
export class TalkingGuest implements SerialSource, AsyncDisposable {
  readonly name: string;
  readonly uuid: string;
  readonly domain: Domain;
  readonly #connection: Connection;
  readonly #guest: TinyGuest;

  private constructor(name: string, domain: Domain, connection: Connection, guest: TinyGuest) {
    this.name = name;
    this.uuid = domain.uuid;
    this.domain = domain;
    this.#connection = connection;
    this.#guest = guest;
  }

  static async start(): Promise<TalkingGuest> {
    const guest = await TinyGuest.build();
    const connection = await Connection.open('qemu:///system');
    const uuid = randomUUID();
    const name = `serial-${uuid.slice(0, 8)}`;
    const devices = `<serial type='pty'><log file='${join(guest.directory, 'ttyS0.log')}' append='off'/></serial>`;
    const xml = qemuDomain({ name, uuid, memoryMiB: tinyGuestMemory, boot: guest.boot(), devices });
    const domain = await connection.domainCreateXML(xml, DomainCreateFlags.START_PAUSED);
    return new TalkingGuest(name, domain, connection, guest);
  }

  openSerial(_uuid: string, port: number): ReturnType<SerialSource['openSerial']> {
    return this.domain.openConsole(`serial${String(port)}`);
  }

  /** Takes the port away from whoever has it. */
  seize(): ReturnType<SerialSource['openSerial']> {
    return this.domain.openConsole('serial0', DomainConsoleFlags.FORCE);
  }

  /** What virtlogd has written, rotated files included; a test's guest never says so much that the oldest goes. */
  async written(): Promise<Buffer> {
    const path = join(this.#guest.directory, 'ttyS0.log');
    const age = (name: string) =>
      name === basename(path) ? -1 : Number(name.slice(basename(path).length + 1));
    const names = (await readdir(dirname(path))).filter((name) => name.startsWith(basename(path)));
    const sorted = names.sort((one, other) => age(other) - age(one));
    return Buffer.concat(await Promise.all(sorted.map((name) => readFile(join(dirname(path), name)))));
  }

  async readSerialLog(
    _domain: object,
    _port: number,
    from: number,
  ): ReturnType<SerialSource['readSerialLog']> {
    const kept = await this.written();
    const offset = Math.min(from, kept.length);
    return { offset, bytes: kept.subarray(offset), exact: true };
  }

  /** Whether it still runs; it is gone with its power. */
  async isOn(): Promise<boolean> {
    return (await this.#connection.listAllDomains()).some(({ uuid }) => uuid === this.uuid);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.domain.destroy().catch(() => undefined);
    await removeLogFiles(this.domain.name);
    await this.#connection.close();
    await rm(this.#guest.directory, { recursive: true, force: true });
  }
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
