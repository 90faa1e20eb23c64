import { type Connection, type Domain, DomainXMLFlags } from 'node-libvirt';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { EfiVariables } from '../../../lib/contract/efi-variables.ts';
import { firmwareInstallation } from '../../../lib/host-rules/firmware.mjs';
import type { HostNvram, SecureBootFacts } from './api.ts';
import type { ReconnectingConnection } from '../connection/reconnecting-connection.ts';
import { escaped, unescaped } from '../domains/definitions.ts';
import { describeVariables } from './efi-variables.ts';
import { signersMissing, withSignersEnrolled } from './key-database.ts';
import { withNetworkNext } from './netboot-once.ts';
import type { StateFiles } from './state-files.ts';
import { contentOfQcow2, isQcow2 } from './qcow2.ts';
import { readVariableStore, unreadable, type Variable, withVariables } from './variable-store.ts';

/** What the firmware of a host's domains remembers. */
export class Nvram implements HostNvram {
  readonly #connection: ReconnectingConnection;
  readonly #files: StateFiles;

  constructor(connection: ReconnectingConnection, files: StateFiles) {
    this.#connection = connection;
    this.#files = files;
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

  /** A node that was never started has an empty disk: the firmware goes on to the network. */
  bootFromNetworkNext(uuid: string): Promise<void> {
    return this.#change(uuid, withNetworkNext);
  }

  async enrolSigners(uuid: string, pem: string, template: string): Promise<void> {
    await this.#change(uuid, (variables) => withSignersEnrolled(variables, pem));
    await this.#connection.use("changing the template of the node's EFI variables", async (connection) => {
      const domain = await connection.domainLookupByUUID(uuid);
      const { INACTIVE, SECURE } = DomainXMLFlags;
      const xml = await domain.getXMLDesc(INACTIVE | SECURE);
      const changed = xml.replace(
        /<nvram(?: template='[^']*')?/,
        () => `<nvram template='${escaped(template)}'`,
      );
      if (changed !== xml) await connection.domainDefineXML(changed);
    });
  }

  secureBoot(uuid: string, pem: string): Promise<SecureBootFacts> {
    return this.#connection.use("reading the node's EFI variables", async (connection) => {
      const domain = await connection.domainLookupByUUID(uuid);
      const { path, bytes } = await this.#fileOf(connection, domain);
      const content = bytes ?? (await this.#templateOf(connection, domain));
      if (content === null) throw unreadable('neither it nor its template is there');
      const raw = isQcow2(content) ? contentOfQcow2(content) : content;
      const { secureBoot: state, keys } = describeVariables(readVariableStore(raw), { path, format: 'raw' });
      return { state, missing: signersMissing(keys, pem) };
    });
  }

  templateWithSigners(template: string, pem: string): Promise<Buffer> {
    return this.#connection.use('reading the EFI variables of the firmware', async (connection) => {
      const bytes = await this.#files.read(connection, template);
      if (bytes === null) {
        throw new ConsoleError('no-firmware', `${template} is not on the host.`, {
          fix: `Install it on the host: ${firmwareInstallation({ isRoot: false })}`,
        });
      }
      return withVariables(bytes, withSignersEnrolled(readVariableStore(bytes).variables, pem));
    });
  }

  /** Does nothing before the first start, when there is no file yet. */
  #change(uuid: string, changed: (variables: readonly Variable[]) => Variable[]): Promise<void> {
    return this.#connection.use("changing the node's EFI variables", async (connection) => {
      const domain = await connection.domainLookupByUUID(uuid);
      if (await domain.isActive()) {
        throw new ConsoleError('conflict', `${domain.name} is running: its firmware owns its variables.`, {
          fix: 'Power it off first.',
        });
      }
      const { path, bytes } = await this.#fileOf(connection, domain);
      if (bytes === null) return;
      if (isQcow2(bytes)) {
        throw new ConsoleError('host-refused', 'The console does not write NVRAM files in qcow2 format.', {
          fix: 'Provision the node again instead.',
        });
      }
      const { variables } = readVariableStore(bytes);
      await this.#files.write(connection, path, withVariables(bytes, changed(variables)));
    });
  }

  /** What the node's file will be a copy of. */
  async #templateOf(connection: Connection, domain: Domain): Promise<Buffer | null> {
    const template = /<nvram[^>]*\btemplate='([^']+)'/.exec(await domain.getXMLDesc())?.[1];
    return template === undefined ? null : this.#files.read(connection, unescaped(template));
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
