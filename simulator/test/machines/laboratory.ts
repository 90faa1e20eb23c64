import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Connection, type Network } from 'node-libvirt';
import { type Artefacts, buildArtefacts, defaultCacheDirectory } from '../../src/artefacts/index.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator.ts';
import { removeEverythingOwn, removeLeftoversOfTheDead } from './leftovers.ts';
import { Machine } from './machine.ts';
import { createNetwork } from './network.ts';
import { ownName } from './own-names.ts';

export interface NodeOptions {
  readonly serial: string;
  readonly diskMebibytes?: number;
  /** An artefact that is on the disk when the machine is new. */
  readonly image?: string;
  readonly isTuned?: boolean;
}

interface LaboratoryOptions extends Pick<SimulatorOptions, 'apiAccount' | 'onboardingAccount'> {
  /** Whether the network says what spares iPXE its waits. */
  readonly isTuned?: boolean;
}

/** A simulator, a network on which it can be reached, and machines there. */
export class Laboratory {
  readonly simulator: Simulator;
  readonly #connection: Connection;
  readonly #artefacts: Artefacts;
  readonly #network: Network;

  private constructor(made: {
    simulator: Simulator;
    connection: Connection;
    artefacts: Artefacts;
    network: Network;
  }) {
    this.simulator = made.simulator;
    this.#connection = made.connection;
    this.#artefacts = made.artefacts;
    this.#network = made.network;
  }

  static async open({ isTuned = true, ...settings }: LaboratoryOptions = {}): Promise<Laboratory> {
    const artefacts = await buildArtefacts({ cacheDirectory: defaultCacheDirectory });
    const connection = await Connection.open('qemu:///system');
    try {
      await removeLeftoversOfTheDead(connection);
      const stateDirectory = path.join(tmpdir(), ownName('state'));
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
          cluster: simulator.cluster,
          httpPort: new URL(simulator.httpUrl).port,
          httpsPort: new URL(simulator.httpsUrl).port,
          isTuned,
        });
        return new Laboratory({ simulator, connection, artefacts, network });
      } catch (error) {
        await simulator.close();
        throw error;
      }
    } catch (error) {
      await removeEverythingOwn(connection);
      await connection.close();
      throw error;
    }
  }

  powerOn(
    { serial, diskMebibytes = 256, image, isTuned = true }: NodeOptions,
    uuid: string,
  ): Promise<Machine> {
    return Machine.powerOn(
      this.#connection,
      {
        serial,
        diskMebibytes,
        isTuned,
        network: this.#network.name,
        authority: this.simulator.authority,
        ...(image === undefined ? {} : { image: path.join(this.#artefacts.directory, image) }),
      },
      uuid,
    );
  }

  /** Closes and removes everything, and returns the names of what is left all the same: there should be none. */
  async close(): Promise<string[]> {
    await this.simulator.close();
    try {
      return await removeEverythingOwn(this.#connection);
    } finally {
      await this.#connection.close();
    }
  }
}
