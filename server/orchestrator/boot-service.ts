import { ConsoleError } from '../../lib/contract/error.ts';
import type { OrchestratorSettings } from '../../lib/contract/orchestrator-settings.ts';
import { BOOT_PROGRAM, nodeHosts, serviceUrl } from '../../lib/domain/orchestrator-services.ts';
import type { BootFacts } from './api.ts';
import { cannotBoot, refusal } from './failures.ts';
import { missingFeatures, orchestratorInfo } from './features.ts';
import type { ProjectApi } from './project-api.ts';
import { publishedKey } from './published-key.ts';
import type { EdgeOrchestratorOptions } from './settings.ts';
import { Transport } from './transport.ts';

/** How long it is remembered that nodes can boot. */
const REMEMBERED_MS = 60_000;

interface BootServiceParts extends Pick<EdgeOrchestratorOptions, 'name' | 'kind' | 'settings'> {
  readonly patience: EdgeOrchestratorOptions['patience'] | undefined;
  readonly api: ProjectApi;
  readonly onRelease: (release: string | null) => void;
}

/** The service of an Edge Orchestrator that nodes boot from; its CA may differ from the API's. */
export class BootService {
  readonly #parts: BootServiceParts;
  readonly #transport: Transport;
  #bootable = 0;

  constructor(parts: BootServiceParts) {
    const { name, settings, patience } = parts;
    this.#parts = parts;
    this.#transport = new Transport({ name, authority: authorityOf(settings), settings, patience });
  }

  async facts(): Promise<BootFacts> {
    const { settings } = this.#parts;
    await this.#requireBootable();
    return {
      bootProgramUrl: this.#program(),
      bootScriptUrl: settings.bootScriptUrl,
      authority: authorityOf(settings),
      secureBootCertificate: settings.secureBootCertificate,
      hosts: nodeHosts(settings.hosts),
      subnet: settings.subnet,
    };
  }

  async publishedSecureBootKey(): Promise<string | null> {
    const found = await publishedKey(this.#transport, serviceUrl(this.#parts.settings, 'boot'));
    return found?.toString().trim() ?? null;
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  #program(): string {
    return `${serviceUrl(this.#parts.settings, 'boot')}/${BOOT_PROGRAM}`;
  }

  /** A machine that finds no boot program reports little about why, so the console looks for it in advance. */
  async #requireBootable(): Promise<void> {
    if (Date.now() - this.#bootable < REMEMBERED_MS) return;
    const { api, kind, name, onRelease } = this.#parts;
    const url = this.#program();
    const answer = await this.#transport.ask({ method: 'HEAD', url });
    if (answer.status === 404) {
      throw new ConsoleError('no-artefacts', `Orchestrator "${name}" has no boot program at ${url}.`, {
        fix:
          kind === 'simulator'
            ? 'Build the simulator’s files (npm run artefacts) and start it again.'
            : 'Look at the boot service of the orchestrator, or give its URL.',
      });
    }
    if (answer.status >= 400) throw refusal(name, url, answer);
    const info = await api.ofOrchestrator('v1/orchestrator', orchestratorInfo);
    const missing = info === null ? [] : missingFeatures(info);
    if (missing.length > 0) throw cannotBoot(name, missing);
    this.#bootable = Date.now();
    onRelease(info?.orchestrator.version ?? null);
  }
}

const authorityOf = ({ bootAuthority, apiAuthority }: OrchestratorSettings): string | null =>
  bootAuthority ?? apiAuthority;
