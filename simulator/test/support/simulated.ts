import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { z } from 'zod';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator.ts';
import { fixtureArtefacts } from './artefacts.ts';
import { call, type Call, type Reply } from './http.ts';

export const API_USER = { username: 'api-user', password: 'Api-password-1234' };
export const ONBOARDING_USER = { username: 'onboarding-user', password: 'Onb-password-1234' };
export const PROJECT = 'sample-project';

const Token = z.object({ access_token: z.string(), refresh_token: z.string().default('') });

let workplace = '';
/** What was put into the artefact directory, by name. */
export let files: Record<string, Buffer> = {};

/** For each test file: a place for its directories, and keys made once instead of once for each simulator. */
export function prepareSimulators(): void {
  beforeAll(async () => {
    workplace = await mkdtemp(join(tmpdir(), 'simulator-test-'));
    files = await fixtureArtefacts(artefactDirectory());
    const first = await startSimulator({ listen: '127.0.0.1', stateDirectory: join(workplace, 'keys') });
    await first.close();
  });
  afterAll(() => rm(workplace, { recursive: true, force: true }));
}

export function artefactDirectory(): string {
  return join(workplace, 'artefacts');
}

/** A new state directory that has the keys already. */
export async function newStateDirectory(): Promise<string> {
  const directory = await mkdtemp(join(workplace, 'state-'));
  await cp(join(workplace, 'keys', 'tls'), join(directory, 'tls'), { recursive: true });
  await cp(join(workplace, 'keys', 'token-signing.key'), join(directory, 'token-signing.key'));
  return directory;
}

/** A running simulator with everything a client of it needs; stopped when the test ends. */
export async function simulated(options: Partial<SimulatorOptions> = {}): Promise<Client> {
  const simulator = await startSimulator({
    listen: '127.0.0.1',
    stateDirectory: options.stateDirectory ?? (await newStateDirectory()),
    artefactDirectory: artefactDirectory(),
    apiAccount: API_USER,
    onboardingAccount: ONBOARDING_USER,
    reconcileMilliseconds: 5,
    heartbeatSeconds: 0.2,
    ...options,
  });
  onTestFinished(() => simulator.close());
  return new Client(simulator);
}

export class Client {
  readonly simulator: Simulator;
  #token: string | undefined;

  constructor(simulator: Simulator) {
    this.simulator = simulator;
  }

  http(path: string, options: Call = {}): Promise<Reply> {
    return call(this.simulator.httpUrl, path, options);
  }

  https(path: string, options: Call = {}): Promise<Reply> {
    return call(this.simulator.httpsUrl, path, { ca: this.simulator.authority, ...options });
  }

  /** Asks the token endpoint with these form fields. */
  token(form: Readonly<Record<string, string>>): Promise<Reply> {
    return this.https('/realms/master/protocol/openid-connect/token', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
    });
  }

  async signIn(account: { username: string; password: string } = API_USER): Promise<string> {
    const reply = await this.token({
      grant_type: 'password',
      client_id: 'system-client',
      scope: 'openid',
      ...account,
    });
    return Token.parse(reply.json).access_token;
  }

  /** A call to the API as the API user; the path is what follows the project. */
  async api(method: string, path: string, json?: unknown): Promise<Reply> {
    this.#token ??= await this.signIn();
    return this.https(`/v1/projects/${PROJECT}/${path}`, {
      method,
      json,
      headers: { authorization: `Bearer ${this.#token}` },
    });
  }

  /** Registers a host and returns it as the API shows it. */
  async register(host: Readonly<Record<string, unknown>>): Promise<ShownHost> {
    return ShownHost.parse((await this.api('POST', 'compute/hosts/register', host)).json);
  }

  async host(resourceId: string): Promise<ShownHost> {
    return ShownHost.parse((await this.api('GET', `compute/hosts/${resourceId}`)).json);
  }

  /** A guest's request: JSON there, JSON back. */
  guest(path: string, json: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
    return this.http(path, { json, headers });
  }

  onboard(device: Device): Promise<Reply> {
    return this.guest('/onboarding/stream', {
      uuid: device.uuid,
      serialnum: device.serial,
      mac_id: device.mac ?? '52:54:00:12:34:56',
      host_ip: device.ip ?? '192.168.150.20',
    });
  }

  scenario(
    name: string,
    parameters: Readonly<Record<string, unknown>> = {},
    limits: object = {},
  ): Promise<Reply> {
    return this.http('/admin/scenarios', { json: { name, parameters, ...limits } });
  }
}

export interface Device {
  readonly uuid: string;
  readonly serial: string;
  readonly mac?: string;
  readonly ip?: string;
}

/** The fields of a host that tests look at; there are more. */
export const ShownHost = z.looseObject({
  resourceId: z.string(),
  name: z.string(),
  uuid: z.string(),
  serialNumber: z.string(),
  desiredState: z.string(),
  currentState: z.string(),
  hostStatus: z.string(),
  hostStatusIndicator: z.string(),
  onboardingStatus: z.string(),
  registrationStatus: z.string(),
  registrationStatusIndicator: z.string(),
  instance: z
    .looseObject({
      resourceId: z.string(),
      currentState: z.string(),
      provisioningStatus: z.string(),
      provisioningStatusIndicator: z.string(),
      instanceStatus: z.string(),
      instanceStatusDetail: z.string(),
    })
    .nullable(),
});
export type ShownHost = z.output<typeof ShownHost>;

export const Page = z.looseObject({ totalElements: z.number(), hasNext: z.boolean() });

/** A UUID that ends in these digits. */
export function uuid(number: number): string {
  return `4f0c5c1e-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
}
