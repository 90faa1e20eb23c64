/** Steps of the connection check of an orchestrator, in order. */
export const CHECK_STEPS = [
  'names',
  'connect',
  'certificates',
  'clock',
  'token',
  'version',
  'project',
  'rights',
  'onboarding',
  'boot-certificates',
  'boot-program',
  'catalogue',
] as const;
export type CheckStepId = (typeof CHECK_STEPS)[number];

/** What a person reads of a step. */
export const CHECK_TITLES: Readonly<Record<CheckStepId, string>> = {
  names: 'Names resolve',
  connect: 'Services accept connections',
  certificates: 'Certificates of Keycloak and API',
  clock: 'Clocks agree',
  token: 'API account logs in',
  version: 'Version and features',
  project: 'Project exists',
  rights: 'API account may manage hosts',
  onboarding: 'Onboarding account logs in',
  'boot-certificates': 'Certificate of the boot service',
  'boot-program': 'Boot program',
  catalogue: 'Operating systems',
};
