import { SimulatorProcess } from '../../server/testing/simulator.ts';

/**
 * A simulator that the console knows nothing about, as strict as a real Edge Orchestrator: two CAs, ports of its own, names
 * that no name server knows, and nothing is installed by itself.
 */
export class Stranger implements AsyncDisposable {
  readonly #process: SimulatorProcess;

  private constructor(process: SimulatorProcess) {
    this.#process = process;
  }

  static async start(): Promise<Stranger> {
    const args = [
      '--like',
      'real',
      '--boot-port',
      '0',
      '--cluster',
      'edge.stranger.test',
      '--project',
      'lab',
    ];
    return new Stranger(await SimulatorProcess.start({ listen: '0.0.0.0', artefacts: 'built', args }));
  }

  get facts() {
    return this.#process.facts;
  }

  /** Its services at their ports. */
  get services() {
    const { cluster, httpsUrl, bootUrl = httpsUrl } = this.facts;
    const at = (label: string, url: string) => `https://${label}.${cluster}:${new URL(url).port}`;
    return {
      keycloak: at('keycloak', httpsUrl),
      api: at('api', httpsUrl),
      boot: at('tinkerbell-haproxy', bootUrl),
    };
  }

  /** The iPXE script that DHCP has to name, since its iPXE has none built in. */
  get scriptUrl(): string {
    const { cluster, httpUrl } = this.facts;
    return `http://tinkerbell-haproxy.${cluster}:${new URL(httpUrl).port}/tink-stack/boot.ipxe`;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#process[Symbol.asyncDispose]();
  }
}
