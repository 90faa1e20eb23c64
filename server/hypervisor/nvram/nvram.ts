import { type Connection, type Domain } from 'node-libvirt';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { type EfiVariables } from '../../../lib/contract/efi-variables.ts';
import { type HostNvram } from '../api.ts';
import { type ReconnectingConnection } from '../connection/reconnecting-connection.ts';
import { unescaped } from '../domains/definitions.ts';
import { describeVariables } from './efi-variables.ts';
import { withNetworkNext } from './netboot-once.ts';
import { NvramFiles } from './nvram-files.ts';
import { contentOfQcow2, isQcow2 } from './qcow2.ts';
import { readVariableStore, withVariables } from './variable-store.ts';

/** What the firmware of a host's domains remembers. */
export class Nvram implements HostNvram {
  readonly #connection: ReconnectingConnection;
  readonly #files: NvramFiles;

  constructor(connection: ReconnectingConnection, installation: string) {
    this.#connection = connection;
    this.#files = new NvramFiles(installation);
  }

  variables(uuid: string): Promise<EfiVariables> {
    return this.#connection.use("reading the node's EFI variables", async (connection) => {
      const domain = await connection.domainLookupByUUID(uuid);
      const { path, bytes } = await this.#fileOf(connection, domain);
      if (bytes === null) {
        throw new ConsoleError('conflict', `${domain.name} has no EFI variables yet.`, {
          fix: 'Start it: libvirt creates the NVRAM file at the first start.',
        });
      }
      const format = isQcow2(bytes) ? 'qcow2' : 'raw';
      const content = format === 'qcow2' ? contentOfQcow2(bytes) : bytes;
      return describeVariables(readVariableStore(content), { path, format });
    });
  }

  bootFromNetworkNext(uuid: string): Promise<void> {
    return this.#connection.use("changing the node's EFI variables", async (connection) => {
      const domain = await connection.domainLookupByUUID(uuid);
      if (await domain.isActive()) {
        throw new ConsoleError('conflict', `${domain.name} is running: its firmware owns its variables.`, {
          fix: 'Power it off first.',
        });
      }
      const { path, bytes } = await this.#fileOf(connection, domain);
      // It was never started: its disk is empty, and the firmware goes on to the network.
      if (bytes === null) return;
      if (isQcow2(bytes)) {
        throw new ConsoleError('host-refused', 'The console does not write NVRAM files in qcow2 format.', {
          fix: 'Provision the node again instead.',
        });
      }
      const { variables } = readVariableStore(bytes);
      await this.#files.write(connection, path, withVariables(bytes, withNetworkNext(variables)));
    });
  }

  async #fileOf(connection: Connection, domain: Domain): Promise<{ path: string; bytes: Buffer | null }> {
    const written = /<nvram[^>]*>([^<]+)<\/nvram>/.exec(await domain.getXMLDesc())?.[1];
    if (written === undefined) {
      throw new ConsoleError('conflict', `${domain.name} has no NVRAM file.`, {
        fix: 'Only firmware in two flash images, code and variables, has one: see the node’s domain XML.',
      });
    }
    const path = unescaped(written);
    return { path, bytes: await this.#files.read(connection, path) };
  }
}
