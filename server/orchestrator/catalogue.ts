import { ConsoleError } from '../../lib/contract/error.ts';
import type {
  OrchestratorCatalogue,
  OsProfile,
  PolicyChange,
  ProvisioningPolicy,
} from '../../lib/contract/orchestrator-catalogue.ts';
import type { ProjectApi } from './project-api.ts';
import {
  configOf,
  isStandalone,
  osPage,
  type OsResource,
  type ProviderConfig,
  providerPage,
  type ProviderResource,
} from './resources.ts';

/** The provider that the orchestrator consults when a node has been onboarded. */
const DEFAULT_PROVIDER = 'infra_onboarding';
export const SECURE = 'SECURITY_FEATURE_SECURE_BOOT_AND_FULL_DISK_ENCRYPTION';

/** The operating systems of a project, and its policy for onboarded nodes. */
export class Catalogue {
  readonly #api: ProjectApi;
  readonly #orchestrator: string;

  constructor(api: ProjectApi, orchestrator: string) {
    this.#api = api;
    this.#orchestrator = orchestrator;
  }

  async read(): Promise<OrchestratorCatalogue> {
    const images = await this.#images();
    return {
      profiles: profilesOf(images),
      policy: policyOf(configOf((await this.#provider())?.config), images),
    };
  }

  /** The newest image of a profile: every update of the profile leaves the older ones behind. */
  async newest(profile: string): Promise<OsResource> {
    const images = (await this.#images()).filter(({ profileName }) => profileName === profile);
    const [newest] = newestFirst(images);
    if (newest !== undefined) return newest;
    throw new ConsoleError(
      'orchestrator-refused',
      `Orchestrator "${this.#orchestrator}" has no OS profile "${profile}".`,
      { fix: 'Choose another template, or add the profile to the orchestrator.' },
    );
  }

  /**
   * A provider cannot be updated, only deleted and created again. If the new one is refused, the old one is put back.
   */
  async change({ autoProvision, defaultProfile }: PolicyChange): Promise<void> {
    const before = await this.#provider();
    const config = {
      ...configOf(before?.config),
      ...(autoProvision === undefined ? {} : { autoProvision }),
      ...(defaultProfile === undefined ? {} : { defaultOs: (await this.newest(defaultProfile)).resourceId }),
    };
    if (before !== undefined) await this.#api.remove(`providers/${before.resourceId}`);
    const answer = await this.#create(before, JSON.stringify(config));
    if (answer.status < 400) return;
    const refusal = this.#api.refusal('providers', answer);
    if (before === undefined) throw refusal;
    const restored = await this.#create(before, before.config);
    if (restored.status < 400) throw refusal;
    throw new ConsoleError(
      'orchestrator-refused',
      `${refusal.message} The provider "${before.name}" that was there could not be put back either.`,
      { fix: `Create it at the orchestrator again, with the configuration ${before.config}`, cause: refusal },
    );
  }

  #create(like: ProviderResource | undefined, config: string) {
    return this.#api.send('POST', 'providers', {
      providerKind: like?.providerKind ?? 'PROVIDER_KIND_BAREMETAL',
      name: like?.name ?? DEFAULT_PROVIDER,
      // Unused for this kind, but required by the API.
      apiEndpoint: like?.apiEndpoint ?? 'unused',
      apiCredentials: like?.apiCredentials ?? ['unused'],
      ...(like === undefined || like.providerVendor === '' ? {} : { providerVendor: like.providerVendor }),
      config,
    });
  }

  async #images(): Promise<OsResource[]> {
    const count = (page: { OperatingSystemResources: OsResource[] }) => page.OperatingSystemResources.length;
    const pages = await this.#api.pages('compute/os', null, osPage, count);
    return pages.flatMap((page) => page.OperatingSystemResources);
  }

  async #provider(): Promise<ProviderResource | undefined> {
    const filter = `name="${DEFAULT_PROVIDER}"`;
    const pages = await this.#api.pages('providers', filter, providerPage, (page) => page.providers.length);
    return pages.flatMap((page) => page.providers).find(({ name }) => name === DEFAULT_PROVIDER);
  }
}

const naturally = new Intl.Collator('en', { numeric: true });

/** By creation time; older releases do not report it, so then by version. */
function newestFirst(images: readonly OsResource[]): OsResource[] {
  const age = ({ timestamps }: OsResource) => Date.parse(timestamps?.createdAt ?? '') || 0;
  return images.toSorted((a, b) => age(b) - age(a) || naturally.compare(versionOf(b), versionOf(a)));
}

const versionOf = ({ imageId, profileVersion }: OsResource): string => imageId || profileVersion;

function profilesOf(images: readonly OsResource[]): OsProfile[] {
  const profiles = [...new Set(images.map(({ profileName }) => profileName))].filter((name) => name !== '');
  return profiles.toSorted(naturally.compare).flatMap((profile) => {
    const all = images.filter(({ profileName }) => profileName === profile);
    const [newest] = newestFirst(all);
    if (newest === undefined) return [];
    const created = Date.parse(newest.timestamps?.createdAt ?? '');
    return {
      profile,
      id: newest.resourceId,
      title: newest.name || profile,
      version: versionOf(newest),
      images: all.length,
      needsSecureBoot: newest.securityFeature === SECURE,
      standalone: isStandalone(newest),
      createdAt: Number.isNaN(created) ? null : new Date(created).toISOString(),
    };
  });
}

function policyOf(config: ProviderConfig, images: readonly OsResource[]): ProvisioningPolicy {
  const { defaultOs, autoProvision, defaultLocalAccount, osSecurityFeatureEnable } = config;
  const image = images.find(({ resourceId }) => resourceId === defaultOs);
  return {
    autoProvision: autoProvision ?? false,
    defaultOs: defaultOs === '' ? null : defaultOs,
    defaultProfile: image?.profileName ?? null,
    defaultLocalAccount: defaultLocalAccount === '' ? null : defaultLocalAccount,
    enforcesSecurity: osSecurityFeatureEnable ?? false,
  };
}
