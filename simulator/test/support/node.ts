import { z } from 'zod';
import type { Client, Device, ShownHost } from './client.ts';
import { until } from './until.ts';
import type { Reply } from './http.ts';

const Credentials = z.looseObject({ client_id: z.string(), client_secret: z.string() });

const Step = z.looseObject({
  state: z.enum(['waiting', 'action', 'done']),
  workflow: z.string().default(''),
  index: z.number().default(0),
  total: z.number().default(0),
  name: z.string().default(''),
  fail: z.string().optional(),
});
export type Step = z.output<typeof Step>;

/** Does what a micro-OS and the OS it installs do on the wire. */
export class SimulatedNode {
  readonly #client: Client;
  readonly device: Device;
  #headers: Readonly<Record<string, string>> = {};

  constructor(client: Client, device: Device) {
    this.#client = client;
    this.device = device;
  }

  /** The same node, with what it has learned, at another simulator. */
  at(client: Client): SimulatedNode {
    const same = new SimulatedNode(client, this.device);
    same.#headers = this.#headers;
    return same;
  }

  /** Registers the device's host and onboards it. */
  async onboard(): Promise<ShownHost> {
    const { uuid, serial } = this.device;
    const host = await this.#client.register({ name: serial, serialNumber: serial, uuid, autoOnboard: true });
    await this.discover();
    return host;
  }

  /** Asks to be taken in, and keeps the credentials that it gets. */
  async discover(): Promise<void> {
    const { client_id, client_secret } = Credentials.parse((await this.#client.onboard(this.device)).json);
    const pair = Buffer.from(`${client_id}:${client_secret}`).toString('base64');
    this.#headers = { authorization: `Basic ${pair}` };
  }

  /** Anything else that only this node may ask. */
  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
    return this.#client.http(path, { headers: { ...this.#headers, ...headers } });
  }

  async poll(): Promise<Step> {
    const path = `/workflow?worker=52:54:00:12:34:56&uuid=${this.device.uuid}`;
    return Step.parse((await this.#client.http(path, { headers: this.#headers })).json);
  }

  /** The first step of a workflow that is about to begin. */
  firstStep(): Promise<Step> {
    return until('a workflow', async () => {
      const step = await this.poll();
      return step.state === 'action' ? step : undefined;
    });
  }

  report(step: Step, state: string, message = ''): Promise<Reply> {
    const path = `/workflow/${step.workflow}/actions/${step.index}`;
    return this.#client.guest(path, { state, message }, this.#headers);
  }

  /** Finishes a step and takes the next one from the answer. */
  async finish(step: Step): Promise<Step> {
    await this.report(step, 'RUNNING', 'Started execution');
    return Step.parse((await this.report(step, 'SUCCESS', 'finished execution successfully')).json);
  }

  /** Works the workflow off as far as it goes; `seen` is called at every step. */
  async work(seen: (step: Step) => Promise<void> | void = () => undefined): Promise<Step[]> {
    const steps: Step[] = [];
    let step = await this.firstStep();
    while (step.state === 'action') {
      steps.push(step);
      await seen(step);
      if (step.fail !== undefined) {
        await this.report(step, 'FAILED', step.fail);
        return steps;
      }
      step = await this.finish(step);
    }
    return steps;
  }

  heartbeat(components = '10 of 10 components running', uuid = this.device.uuid): Promise<Reply> {
    const beat = { uuid, hostname: 'node', version: 'Ubuntu 24.04 LTS', components };
    return this.#client.guest('/agent/heartbeat', beat, this.#headers);
  }
}
