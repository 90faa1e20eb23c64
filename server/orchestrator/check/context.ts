import type {
  OrchestratorSecrets,
  OrchestratorSettings,
  Service,
} from '../../../lib/contract/orchestrator-settings.ts';
import { serviceUrl } from '../../../lib/domain/orchestrator-services.ts';
import { ProjectApi } from '../project-api.ts';
import { TokenSource } from '../token.ts';
import { Transport } from '../transport.ts';

export interface CheckOptions {
  readonly name: string;
  readonly settings: OrchestratorSettings;
  readonly secrets: OrchestratorSecrets;
  /** SHA-256 fingerprints of certificates that the user has confirmed or typed, for settings without them. */
  readonly fingerprints?: {
    readonly api?: string | undefined;
    readonly boot?: string | undefined;
    readonly secureBoot?: string | undefined;
  };
  readonly signal?: AbortSignal;
}

/** Services that the console itself contacts. */
export const CONSOLE_SERVICES = ['keycloak', 'api', 'boot'] as const satisfies readonly Service[];
export type ConsoleService = (typeof CONSOLE_SERVICES)[number];

const ONE_TRY = { attempts: 1, firstPause: 0, longestPause: 0 };

/** What the steps of one check share. */
export class CheckContext {
  readonly options: CheckOptions;
  readonly signal: AbortSignal;
  /** Services that have passed every step so far. */
  readonly usable = new Set<ConsoleService>(CONSOLE_SERVICES);
  /** The CA that each side is verified against, once a step knows it. */
  readonly authorities: { api: string | null; boot: string | null };
  readonly #opened: Transport[] = [];
  #transport: Transport | undefined;

  constructor(options: CheckOptions) {
    const { apiAuthority, bootAuthority } = options.settings;
    this.options = options;
    this.signal = options.signal ?? new AbortController().signal;
    this.authorities = { api: apiAuthority, boot: bootAuthority ?? apiAuthority };
  }

  get settings(): OrchestratorSettings {
    return this.options.settings;
  }

  url(service: Service): string {
    return serviceUrl(this.settings, service);
  }

  /** The transport to Keycloak and the API; only once their certificates have been verified. */
  get transport(): Transport {
    return (this.#transport ??= this.#open(this.authorities.api));
  }

  bootTransport(): Transport {
    return this.#open(this.authorities.boot);
  }

  tokens(account: { readonly username: string; readonly password: string }): TokenSource {
    const url = `${this.url('keycloak')}/realms/master/protocol/openid-connect/token`;
    return new TokenSource({ orchestrator: this.options.name, transport: this.transport, url, account });
  }

  projectApi(): ProjectApi {
    const { name, settings, secrets } = this.options;
    const account = { username: settings.apiUser, password: secrets.apiPassword };
    return new ProjectApi({
      ...{ orchestrator: name, transport: this.transport, tokens: this.tokens(account) },
      ...{ api: this.url('api'), project: settings.project, account: settings.apiUser },
    });
  }

  /** For content that is only displayed; it must never send a secret. */
  untrustingTransport(): Transport {
    return this.#open(null, true);
  }

  async close(): Promise<void> {
    await Promise.all(this.#opened.map((transport) => transport.close()));
  }

  #open(authority: string | null, untrusting = false): Transport {
    const { name, settings } = this.options;
    const transport = new Transport({ name, authority, settings, patience: ONE_TRY, untrusting });
    this.#opened.push(transport);
    this.signal.addEventListener('abort', () => void transport.close(), { once: true });
    return transport;
  }
}
