import { z } from 'zod';

/** Only those of the API's many fields that the console uses; a field that a release omits reads as empty. */
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const indicator = text.transform((value) => {
  switch (value) {
    case 'STATUS_INDICATION_ERROR':
      return 'error';
    case 'STATUS_INDICATION_IN_PROGRESS':
      return 'in-progress';
    case 'STATUS_INDICATION_IDLE':
      return 'idle';
    default:
      return 'unspecified';
  }
});

const osResource = z.object({
  resourceId: text,
  name: text,
  profileName: text,
  profileVersion: text,
  imageId: text,
  securityFeature: text,
  /** A JSON object as text, or nothing. */
  metadata: text,
  timestamps: z.object({ createdAt: text }).nullish(),
});
export type OsResource = z.infer<typeof osResource>;

const Metadata = z.looseObject({ 'standalone-node': z.union([z.boolean(), z.string()]).optional() });

/** Images of this kind have no agents: an installed node never reports that it runs. */
export function isStandalone({ metadata }: OsResource): boolean {
  try {
    return String(Metadata.safeParse(JSON.parse(metadata)).data?.['standalone-node']) === 'true';
  } catch {
    return false;
  }
}

const instance = z.object({
  resourceId: z.string(),
  name: text,
  // The name since 2025; older releases use the other two.
  os: osResource.nullish(),
  currentOs: osResource.nullish(),
  desiredOs: osResource.nullish(),
  instanceStatus: text,
  instanceStatusIndicator: indicator,
  provisioningStatus: text,
  provisioningStatusIndicator: indicator,
  securityFeature: text,
  localAccount: z.object({ resourceId: text }).nullish(),
});

const nic = z.object({ ipaddresses: z.array(z.object({ address: text })).nullish() });

export const hostResource = z.object({
  resourceId: z.string(),
  name: text,
  uuid: text.transform((value) => value.toLowerCase()),
  serialNumber: text,
  currentState: text,
  desiredState: text,
  hostStatus: text,
  hostStatusIndicator: indicator,
  onboardingStatus: text,
  onboardingStatusIndicator: indicator,
  registrationStatus: text,
  registrationStatusIndicator: indicator,
  siteId: text,
  metadata: z.array(z.object({ key: text, value: text })).nullish(),
  hostNics: z.array(nic).nullish(),
  timestamps: z.object({ createdAt: text }).nullish(),
  instance: instance.nullish(),
});
export type HostResource = z.infer<typeof hostResource>;

const page = { totalElements: z.number().nullish(), hasNext: z.boolean().nullish() };
export const hostPage = z.object({ hosts: z.array(hostResource), ...page });
export const osPage = z.object({ OperatingSystemResources: z.array(osResource), ...page });

const provider = z.object({
  resourceId: z.string(),
  name: text,
  providerKind: text,
  providerVendor: text,
  apiEndpoint: text,
  apiCredentials: z.array(z.string()).nullish(),
  /** A JSON object as text; see `providerConfig`. */
  config: text,
});
export type ProviderResource = z.infer<typeof provider>;
export const providerPage = z.object({ providers: z.array(provider), ...page });

/** All other fields are kept unchanged. */
const providerConfig = z.looseObject({
  defaultOs: text,
  autoProvision: z.boolean().nullish(),
  defaultLocalAccount: text,
  osSecurityFeatureEnable: z.boolean().nullish(),
});
export type ProviderConfig = z.infer<typeof providerConfig>;

/** An unreadable one counts as empty: the orchestrator itself ignores such a provider. */
export function configOf(config: string | undefined): ProviderConfig {
  try {
    return providerConfig.parse(JSON.parse(config ?? ''));
  } catch {
    return providerConfig.parse({});
  }
}
