/** Steps of the check before a power-on, in order. */
export const PREFLIGHT_STEPS = [
  'host',
  'network',
  'names',
  'connect',
  'certificates',
  'boot-program',
  'proxy',
  'authority',
  'secure-boot',
  'registration',
  'machine',
  'os',
  // It waits for answers while the others run.
  'dhcp',
] as const;
export type PreflightStepId = (typeof PREFLIGHT_STEPS)[number];

/** What a person reads of a step. */
export const PREFLIGHT_TITLES: Readonly<Record<PreflightStepId, string>> = {
  host: 'Host and room',
  network: 'Nodes’ network',
  names: 'Boot server’s name resolves there',
  connect: 'Boot server accepts connections',
  certificates: 'Certificate of the boot server',
  'boot-program': 'Boot program',
  proxy: 'Proxy for nodes',
  authority: 'CA in the firmware',
  'secure-boot': 'Secure Boot',
  registration: 'Serial number and UUID',
  machine: 'Machine',
  os: 'Operating system',
  dhcp: 'One DHCP server',
};

/** What the console can put right itself, by step. */
export const REPAIRS = ['network', 'authority', 'secure-boot', 'registration'] as const;
export type Repair = (typeof REPAIRS)[number];

/** What a button for it says. */
export const REPAIR_TITLES: Readonly<Record<Repair, string>> = {
  network: 'Set up the network again',
  authority: 'Put the present CA into the firmware',
  'secure-boot': 'Enrol the orchestrator’s key in the firmware',
  registration: 'Register it again',
};
