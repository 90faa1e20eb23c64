import type { OrchestratorKind } from '../contract/orchestrator.ts';

/** Steps of the connection check of each kind of orchestrator, in order. */
export const CHECK_STEPS_OF = {
  'edge-orchestrator': [
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
    'secure-boot',
    'catalogue',
  ],
  'http-boot': ['names', 'connect', 'boot-certificates', 'boot-program', 'boot-script'],
  simulator: [],
  none: [],
} as const satisfies Readonly<Record<OrchestratorKind, readonly string[]>>;

/** Those of all kinds. */
export const CHECK_STEPS = [...CHECK_STEPS_OF['edge-orchestrator'], 'boot-script'] as const;
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
  'boot-script': 'iPXE script',
  'secure-boot': 'Key for Secure Boot',
  catalogue: 'Operating systems',
};

/** Steps of the check of a host, in order. */
export const HOST_STEPS = ['uri', 'host-key', 'login', 'libvirt', 'identity', 'firmware', 'kvm'] as const;
export type HostStepId = (typeof HOST_STEPS)[number];

/** What a person reads of a step. */
export const HOST_STEP_TITLES: Readonly<Record<HostStepId, string>> = {
  uri: 'URI',
  'host-key': 'Key of the SSH server',
  login: 'SSH login',
  libvirt: 'libvirt answers',
  identity: 'Which machine it is',
  firmware: 'UEFI firmware',
  kvm: 'KVM',
};
