import { PREFLIGHT_TITLES, type PreflightStepId } from '../preflight.ts';

/** Where facts about a boot come from. */
export const SOURCES = [
  'serial',
  'boot',
  'dhcp',
  'probe',
  'domain',
  'efi',
  'orchestrator',
  'host',
  'qemu',
  'screen',
] as const;
export type Source = (typeof SOURCES)[number];

/** Questions that the check before a power-on answers, by what it looks at. */
const CHECKED: Readonly<Record<PreflightStepId, Source>> = {
  host: 'host',
  network: 'dhcp',
  names: 'probe',
  connect: 'probe',
  certificates: 'probe',
  'boot-program': 'probe',
  proxy: 'probe',
  authority: 'efi',
  'secure-boot': 'efi',
  registration: 'orchestrator',
  machine: 'domain',
  os: 'orchestrator',
  dhcp: 'dhcp',
};

/** Questions beyond those of the check before a power-on. */
const FURTHER = {
  course: { source: 'boot', title: 'Stages and failure of the boot' },
  faults: { source: 'boot', title: 'Faults on purpose' },
  usual: { source: 'boot', title: 'Time in this stage, against the usual' },
  output: { source: 'serial', title: 'What the node has printed' },
  lease: { source: 'dhcp', title: 'DHCP lease of the node' },
  'dhcp-log': { source: 'dhcp', title: 'Log of the DHCP server' },
  power: { source: 'domain', title: 'State of the domain' },
  link: { source: 'domain', title: 'Link of the network card' },
  traffic: { source: 'domain', title: 'Packets of the network card' },
  'boot-options': { source: 'efi', title: 'Boot options of the firmware' },
  status: { source: 'orchestrator', title: 'What the orchestrator says of the node' },
  storage: { source: 'host', title: 'Free space for disks' },
  'qemu-log': { source: 'qemu', title: 'Log of QEMU' },
  picture: { source: 'screen', title: 'Picture of the display' },
} as const satisfies Record<string, { readonly source: Source; readonly title: string }>;

type Further = keyof typeof FURTHER;
export type Topic = PreflightStepId | Further;

/** The questions that are asked about a boot. Their order is that of the list of what was checked. */
export const TOPICS = [
  'course',
  'faults',
  'usual',
  'output',
  'power',
  'qemu-log',
  'picture',
  'link',
  'traffic',
  'network',
  'lease',
  'dhcp-log',
  'dhcp',
  'names',
  'connect',
  'certificates',
  'boot-program',
  'authority',
  'secure-boot',
  'boot-options',
  'machine',
  'proxy',
  'status',
  'registration',
  'os',
  'host',
  'storage',
] as const satisfies readonly Topic[];

const isFurther = (topic: Topic): topic is Further => topic in FURTHER;

export const sourceOf = (topic: Topic): Source => (isFurther(topic) ? FURTHER[topic].source : CHECKED[topic]);

export const topicTitle = (topic: Topic): string =>
  isFurther(topic) ? FURTHER[topic].title : PREFLIGHT_TITLES[topic];
