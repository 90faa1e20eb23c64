import { z } from 'zod';
import type { Simulator } from '../../src/simulator.ts';
import { call, type Call, type Reply } from './http.ts';

export const API_USER = { username: 'api-user', password: 'Api-password-1234' };
export const ONBOARDING_USER = { username: 'onboarding-user', password: 'Onb-password-1234' };
export const PROJECT = 'sample-project';

const Token = z.object({ access_token: z.string(), refresh_token: z.string().default('') });
const Systems = z.looseObject({
  OperatingSystemResources: z.array(
    z.looseObject({ resourceId: z.string(), profileName: z.string(), sha256: z.string() }),
  ),
});
type System = z.output<typeof Systems>['OperatingSystemResources'][number];
const Requests = z.object({ requests: z.array(z.looseObject({ client: z.string(), path: z.string() })) });

/** A simulator's client: the API's, and what guests and its page ask. */
export class Client {
  readonly simulator: Simulator;
  #token: string | undefined;

  constructor(simulator: Simulator) {
    this.simulator = simulator;
  }

  http(path: string, options: Call = {}): Promise<Reply> {
    return call(this.simulator.httpUrl, path, options);
  }

  /** A request to the page or the switches, with the admin token. */
  admin(path: string, { headers, ...options }: Call = {}): Promise<Reply> {
    const authorization = `Bearer ${this.simulator.adminToken}`;
    return this.http(path, { ...options, headers: { authorization, ...headers } });
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

  async hosts(): Promise<ShownHost[]> {
    return Hosts.parse((await this.api('GET', 'compute/hosts?pageSize=100')).json).hosts;
  }

  /** The operating system whose profile's name begins like this. */
  async system(profile: string): Promise<System> {
    const systems = Systems.parse((await this.api('GET', 'compute/os')).json).OperatingSystemResources;
    const found = systems.find(({ profileName }) => profileName.startsWith(profile));
    if (found === undefined) throw new Error(`no profile ${profile}`);
    return found;
  }

  /** What was asked of the boot service, in its order. */
  async fetches(): Promise<z.output<typeof Requests>['requests']> {
    const { requests } = Requests.parse((await this.admin('/admin/requests')).json);
    return requests.filter(({ path }) => path.startsWith('/tink-stack/'));
  }

  /** The addresses that have asked the boot service for this path. */
  async askers(path: string): Promise<string[]> {
    return (await this.fetches()).filter((fetch) => fetch.path === path).map(({ client }) => client);
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
    return this.admin('/admin/scenarios', { json: { name, parameters, ...limits } });
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

const Hosts = z.looseObject({ hosts: z.array(ShownHost) });

export const Page = z.looseObject({ totalElements: z.number(), hasNext: z.boolean() });
