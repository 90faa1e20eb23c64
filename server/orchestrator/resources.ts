import { z } from 'zod';

/** Of the many fields of the API only those we look at; what a release leaves out reads as empty. */
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

const osProfile = z.object({ resourceId: text, name: text, profileName: text, securityFeature: text });

const instance = z.object({
  resourceId: z.string(),
  name: text,
  // Named so since 2025; older releases have the other two.
  os: osProfile.nullish(),
  currentOs: osProfile.nullish(),
  desiredOs: osProfile.nullish(),
  instanceStatus: text,
  instanceStatusIndicator: indicator,
  provisioningStatus: text,
  provisioningStatusIndicator: indicator,
});

const nic = z.object({ ipaddresses: z.array(z.object({ address: text })).nullish() });

const hostResource = z.object({
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
  hostNics: z.array(nic).nullish(),
  instance: instance.nullish(),
});
export type HostResource = z.infer<typeof hostResource>;

const page = { totalElements: z.number().nullish(), hasNext: z.boolean().nullish() };
export const hostPage = z.object({ hosts: z.array(hostResource), ...page });
export const osPage = z.object({ OperatingSystemResources: z.array(osProfile), ...page });
