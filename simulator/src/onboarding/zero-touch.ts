import { z } from 'zod';
import { createInstance, instanceOf } from '../inventory/instances.ts';
import { autoProvisionOff } from '../scenarios/catalogue.ts';
import type { Simulation } from '../simulation.ts';
import { DEFAULT_PROVIDER } from '../state/seed.ts';
import type { Host } from '../state/schema.ts';
import type { Store } from '../state/store.ts';

const ProviderConfig = z.object({
  defaultOs: z.string().default(''),
  autoProvision: z.boolean().default(false),
  defaultLocalAccount: z.string().default(''),
  osSecurityFeatureEnable: z.boolean().default(false),
});

/**
 * Continues after onboarding: creates an instance with the provider's default OS if the provider has autoProvision set; an
 * existing instance is provisioned. A missing or unreadable provider counts as autoProvision off.
 */
export function startZeroTouch(simulation: Simulation, host: Host): void {
  const { store } = simulation;
  simulation.reconcileSoon();
  if (instanceOf(store, host) !== undefined) return;
  const subject = { serial: host.serialNumber, address: host.bmcIp };
  if (simulation.scenarios.active(autoProvisionOff, subject) !== undefined) return;
  const config = providerConfig(store);
  const os = store.state.operatingSystems.find((candidate) => candidate.resourceId === config?.defaultOs);
  if (config?.autoProvision !== true || os === undefined) return;
  const account = store.state.localAccounts.find(
    (candidate) => candidate.resourceId === config.defaultLocalAccount,
  );
  createInstance(store, {
    name: '',
    kind: 'INSTANCE_KIND_METAL',
    hostId: host.resourceId,
    osId: os.resourceId,
    localAccountId: account?.resourceId ?? '',
    securityFeature: config.osSecurityFeatureEnable ? os.securityFeature : 'SECURITY_FEATURE_NONE',
  });
}

function providerConfig(store: Store): z.output<typeof ProviderConfig> | undefined {
  const provider = store.state.providers.find((candidate) => candidate.name === DEFAULT_PROVIDER);
  try {
    return ProviderConfig.safeParse(JSON.parse(provider?.config ?? '')).data;
  } catch {
    return undefined;
  }
}
