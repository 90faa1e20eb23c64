import type { TemplateDefinition } from '../../../lib/contract/template.ts';
import { seed } from '../../../lib/contract/boot-source.ts';
import { NO_RECOVERY } from '../../../lib/contract/recovery-rules.ts';
import { DEFAULT_MACHINE } from '../../../lib/contract/machine.ts';
import { OWN_NETWORK } from '../../../lib/contract/node-network.ts';

const ANYWHERE: string[] = [];

const NETWORK_BOOT = {
  flow: 'nio',
  bootSource: { kind: 'uefi-http' },
  details: {},
  ready: null,
  recovery: NO_RECOVERY,
  checkpointAt: null,
  stopAfter: null,
  network: OWN_NETWORK,
  pool: null,
  hostLabels: ANYWHERE,
} as const;

/** As much as the guests of the simulator need. */
const SMALL = {
  ...{ for: ['simulator'], vcpus: 2, memoryMiB: 2048, diskGiB: 16, machine: DEFAULT_MACHINE },
  ...NETWORK_BOOT,
} satisfies Partial<TemplateDefinition>;

const product = (name: string) => ({ manufacturer: 'QEMU', product: name, family: 'Virtual Edge Node' });

/** The actions of an Edge Orchestrator find disks named sd… and nvme… only, and lay out partitions for 110 GiB. */
const REAL = {
  ...{ for: ['edge-orchestrator'], vcpus: 4, memoryMiB: 8192, diskGiB: 110 },
  machine: { ...DEFAULT_MACHINE, diskBus: 'sata', ...product('Virtual Edge Node') },
  ...NETWORK_BOOT,
} satisfies Partial<TemplateDefinition>;

/** Nothing onboards them. */
const LOCAL = {
  for: ['none'],
  osProfile: null,
  flow: 'nio',
  details: {},
  ready: null,
  recovery: NO_RECOVERY,
  checkpointAt: null,
  stopAfter: null,
  network: OWN_NETWORK,
  pool: null,
  hostLabels: ANYWHERE,
} satisfies Partial<TemplateDefinition>;

/** The first one that is for an orchestrator is its default. */
export const SHIPPED_TEMPLATES: readonly TemplateDefinition[] = [
  {
    ...SMALL,
    name: 'ubuntu',
    title: 'Ubuntu',
    description: 'The OS that the orchestrator installs by default; prints on both serial ports.',
    osProfile: null,
  },
  {
    ...SMALL,
    name: 'microvisor',
    title: 'Edge Microvisor Toolkit',
    description: 'Immutable OS; silent on the serial ports once its kernel runs.',
    osProfile: 'microvisor-standalone',
  },
  {
    ...SMALL,
    name: 'microvisor-secure',
    title: 'Edge Microvisor Toolkit, Secure Boot',
    description: 'Boots only what the orchestrator’s key has signed; silent on the serial ports.',
    osProfile: 'microvisor-nonrt',
    machine: { ...DEFAULT_MACHINE, secureBoot: true },
  },
  {
    ...REAL,
    name: 'ubuntu-22.04',
    title: 'Ubuntu 22.04',
    description: 'Mutable OS with the generic kernel, without Secure Boot and disk encryption.',
    osProfile: 'ubuntu-22.04-lts-generic-ext',
  },
  {
    ...REAL,
    name: 'ubuntu-24.04',
    title: 'Ubuntu 24.04',
    description: 'Mutable OS with the generic kernel, without Secure Boot and disk encryption.',
    osProfile: 'ubuntu-24.04-lts-generic-ext',
  },
  {
    ...REAL,
    name: 'default-os',
    title: 'Default OS',
    description:
      'The OS that the orchestrator installs by default; the only choice for interactive onboarding.',
    osProfile: null,
  },
  {
    ...REAL,
    name: 'emt-standalone',
    title: 'Edge Microvisor Toolkit, standalone',
    description: 'Immutable OS without agents: the orchestrator hears no more of it once it is installed.',
    osProfile: 'microvisor-standalone',
  },
  {
    ...REAL,
    name: 'emt',
    title: 'Edge Microvisor Toolkit',
    description: 'Immutable OS with Secure Boot and disk encryption; silent on the serial ports.',
    osProfile: 'microvisor-nonrt',
    machine: { ...REAL.machine, secureBoot: true },
  },
  {
    ...NETWORK_BOOT,
    ...{ for: ['http-boot'], vcpus: 2, memoryMiB: 4096, diskGiB: 32 },
    name: 'http-boot',
    title: 'HTTP boot',
    description: 'Boots whatever the HTTP boot server offers.',
    osProfile: null,
    machine: { ...DEFAULT_MACHINE, diskBus: 'sata' },
  },
  {
    ...LOCAL,
    ...{ vcpus: 2, memoryMiB: 2048, diskGiB: 16 },
    name: 'cloud-image',
    title: 'Cloud image',
    description: 'Its disk begins as a copy of an image; cloud-init sets host name, user and network.',
    bootSource: { kind: 'cloud-image', image: null, seed: seed.parse({}) },
    machine: DEFAULT_MACHINE,
  },
  {
    ...LOCAL,
    ...{ vcpus: 2, memoryMiB: 4096, diskGiB: 32 },
    name: 'medium',
    title: 'Installation medium',
    description: 'Boots an ISO image as CD-ROM, or a raw image as USB disk, until its disk boots.',
    bootSource: { kind: 'medium', image: null, attachment: 'cdrom', first: 'disk' },
    machine: { ...DEFAULT_MACHINE, diskBus: 'sata' },
  },
];
