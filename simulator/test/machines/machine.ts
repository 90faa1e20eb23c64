import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Connection, type Domain, DomainCreateFlags, type StoragePool } from 'node-libvirt';
import { SerialPort } from '../support/serial-port.ts';
import { UNDEFINE_ALL } from './leftovers.ts';
import { authorityFile, machineXml, serialLog } from './machine-xml.ts';
import { type OwnNames } from './own-names.ts';
import { signatureList } from './signature-list.ts';

export interface MachineOptions {
  readonly names: OwnNames;
  readonly serial: string;
  readonly network: string;
  /** The CA the firmware trusts, as PEM. */
  readonly authority: string;
  readonly diskMebibytes: number;
  /** What is on the disk when the machine is new. */
  readonly image?: string;
  readonly isTuned: boolean;
}

/** An edge node: a domain with a disk, a TPM, two serial ports. Dispose of it, whatever happens. */
export class Machine implements AsyncDisposable {
  readonly uuid: string;
  readonly ports: readonly [SerialPort, SerialPort];
  /** On `performance`'s clock. */
  readonly poweredOnAt: number;
  readonly #directory: string;
  readonly #domain: Domain;
  readonly #pool: StoragePool;

  private constructor(made: MadeMachine, ports: readonly [SerialPort, SerialPort], poweredOnAt: number) {
    this.uuid = made.domain.uuid;
    this.#directory = made.directory;
    this.#domain = made.domain;
    this.#pool = made.pool;
    this.ports = ports;
    this.poweredOnAt = poweredOnAt;
  }

  /** Both ports are read before the machine takes its first step. What a failure leaves goes with the laboratory. */
  static async powerOn(connection: Connection, options: MachineOptions): Promise<Machine> {
    const made = await makeMachine(connection, options);
    const start = performance.now();
    const running = await made.domain.create(DomainCreateFlags.START_PAUSED);
    const first = new SerialPort(await running.openConsole('serial0'), start);
    const second = new SerialPort(await running.openConsole('serial1'), start);
    await running.resume();
    return new Machine(made, [first, second], start);
  }

  /** What the port has said since power-on, as libvirt logged it. */
  log(port: number): Promise<Buffer> {
    return readFile(serialLog(this.#directory, port));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const port of this.ports) port.close();
    await removeMachine(this.#domain, this.#pool);
  }
}

interface MadeMachine {
  readonly directory: string;
  readonly domain: Domain;
  readonly pool: StoragePool;
}

async function makeMachine(connection: Connection, options: MachineOptions): Promise<MadeMachine> {
  const { names, serial, network, isTuned } = options;
  const directory = path.join(tmpdir(), names.make('machine'));
  await mkdir(path.join(directory, 'disks'), { recursive: true });
  // QEMU's user must be able to enter, whatever the umask.
  for (const each of [directory, path.join(directory, 'disks')]) await chmod(each, 0o755);
  await writeFile(authorityFile(directory), signatureList(options.authority), { mode: 0o644 });
  const pool = await connection.storagePoolCreateXML(
    `<pool type='dir'><name>${names.make('disks')}</name><target><path>${directory}/disks</path></target></pool>`,
  );
  const disk = await makeDisk(pool, options);
  const name = names.make(serial);
  const uuid = randomUUID();
  const domain = await connection.domainDefineXML(
    machineXml({ name, uuid, serial, network, disk, directory, isTuned }),
  );
  return { directory, domain, pool };
}

async function makeDisk(pool: StoragePool, { diskMebibytes, image }: MachineOptions): Promise<string> {
  const volume = await pool.storageVolCreateXML(
    `<volume><name>disk.raw</name><capacity unit='MiB'>${diskMebibytes}</capacity>
      <allocation>0</allocation><target><format type='raw'/></target></volume>`,
  );
  if (image !== undefined) await pipeline(createReadStream(image), await volume.upload());
  return volume.getPath();
}

/** The files go with everything else of the laboratory, at the end. */
async function removeMachine(domain: Domain, pool: StoragePool): Promise<void> {
  if (await domain.isActive()) await domain.destroy();
  await domain.undefine(UNDEFINE_ALL);
  for (const volume of await pool.listAllVolumes()) await volume.delete();
  await pool.destroy();
}
