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
