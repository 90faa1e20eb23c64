import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Connection, type Network } from 'node-libvirt';
import { type Artefacts, buildArtefacts, defaultCacheDirectory } from '../../src/artefacts/index.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator.ts';
import { removeEverythingOwn, removeLeftoversOfTheDead } from './leftovers.ts';
import { Machine } from './machine.ts';
import { createNetwork } from './network.ts';
import { OwnNames } from './own-names.ts';

export interface NodeOptions {
  readonly serial: string;
  readonly diskMebibytes?: number;
  /** An artefact that is on the disk when the machine is new. */
  readonly image?: string;
}

interface LaboratoryOptions extends Pick<SimulatorOptions, 'apiAccount' | 'onboardingAccount'> {
  /** Whether firmware and iPXE are told what spares them their waits; as they come, they wait for two minutes. */
  readonly isTuned?: boolean;
}

/** A simulator, a network on which it can be reached, and machines there. */
export class Laboratory implements AsyncDisposable {
  readonly simulator: Simulator;
  readonly names: OwnNames;
  readonly #connection: Connection;
  readonly #artefacts: Artefacts;
  readonly #network: Network;
  readonly #isTuned: boolean;
  #closing: Promise<string[]> | undefined;

  private constructor(made: {
    simulator: Simulator;
    names: OwnNames;
    connection: Connection;
    artefacts: Artefacts;
    network: Network;
    isTuned: boolean;
  }) {
    this.simulator = made.simulator;
    this.names = made.names;
    this.#connection = made.connection;
    this.#artefacts = made.artefacts;
    this.#network = made.network;
    this.#isTuned = made.isTuned;
  }

  static async open({ isTuned = true, ...settings }: LaboratoryOptions = {}): Promise<Laboratory> {
    const artefacts = await buildArtefacts({ cacheDirectory: defaultCacheDirectory });
    const connection = await Connection.open('qemu:///system');
    const names = new OwnNames();
    try {
      await removeLeftoversOfTheDead(connection);
      const stateDirectory = path.join(tmpdir(), names.make('state'));
      await mkdir(stateDirectory);
      // The network has to name the ports, so the simulator is first, when there is no address of its own yet.
      const simulator = await startSimulator({
        listen: '0.0.0.0',
        stateDirectory,
        artefactDirectory: artefacts.directory,
        ...settings,
      });
      try {
        const network = await createNetwork(connection, {
          names,
          cluster: simulator.cluster,
          httpPort: new URL(simulator.httpUrl).port,
          httpsPort: new URL(simulator.httpsUrl).port,
          isTuned,
        });
        return new Laboratory({ simulator, names, connection, artefacts, network, isTuned });
      } catch (error) {
        await simulator.close();
        throw error;
      }
    } catch (error) {
      await removeEverythingOwn(connection, names);
      await connection.close();
      throw error;
    }
  }

  powerOn({ serial, diskMebibytes = 256, image }: NodeOptions): Promise<Machine> {
    return Machine.powerOn(this.#connection, {
      names: this.names,
      serial,
      diskMebibytes,
      isTuned: this.#isTuned,
      network: this.#network.name,
      authority: this.simulator.authority,
      ...(image === undefined ? {} : { image: path.join(this.#artefacts.directory, image) }),
    });
  }

  /** Closes and removes everything, and returns the names of what is left all the same: there should be none. */
  close(): Promise<string[]> {
    return (this.#closing ??= this.#closeAll());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #closeAll(): Promise<string[]> {
    await this.simulator.close();
    try {
      return await removeEverythingOwn(this.#connection, this.names);
    } finally {
      await this.#connection.close();
    }
  }
}
