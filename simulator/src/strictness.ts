/** In what a simulator is as strict as the real orchestrator, or kinder, so that a demonstration has something to show. */
export interface Strictness {
  /** Images of each OS profile, the oldest first in lists: an update of a profile leaves the older ones behind. */
  readonly osVersions: number;
  /** Whether the provider of a new state directory provisions automatically; the real one's charts switch that off. */
  readonly autoProvision: boolean;
  /** Length of the texts in an OS resource, which come with every host and instance: up to 500,000 characters each. */
  readonly osTexts: number;
  /** Standalone images have no agents, so their nodes never report that they run. */
  readonly silentStandalone: boolean;
  /** A project's gateway refuses with plain text, without revealing whether the project exists. */
  readonly plainGate: boolean;
  /** HTTPS port of the boot service, which then also has its own CA; null: everything on one port. */
  readonly bootPort: number | null;
  /** The micro-OS's kernel reports errors only. */
  readonly quietKernel: boolean;
  /** The micro-OS offers a login on ttyS1, where it also asks for the onboarding account. */
  readonly microOsLogin: boolean;
  /** The workflow deactivates the boot option that the node came from, so only its disk is left. */
  readonly deactivatesNetwork: boolean;
  /** `vpro`: an orchestrator that only manages devices out of band, without provisioning. */
  readonly featureSet: 'full' | 'vpro';
}

export const KIND: Strictness = {
  osVersions: 1,
  autoProvision: true,
  osTexts: 0,
  silentStandalone: false,
  plainGate: false,
  bootPort: null,
  quietKernel: false,
  microOsLogin: false,
  deactivatesNetwork: false,
  featureSet: 'full',
};

/** In what a simulator is kinder than the real orchestrator, in a few words each. */
export function kindnesses(strictness: Strictness): string[] {
  const words = {
    osVersions: 'one image of each operating system',
    autoProvision: 'nodes are provisioned without anybody asking for it',
    osTexts: 'short answers',
    silentStandalone: 'standalone images report that they run',
    plainGate: 'refusals as JSON',
    bootPort: 'one port and one authority for API and boot files',
    quietKernel: 'the kernel of the micro-OS tells what it does',
    microOsLogin: 'no login of the micro-OS beside the prompt for the onboarding account',
    deactivatesNetwork: 'an installed node keeps its boot option for the network',
  } as const;
  const kinder = (key: keyof typeof words) => strictness[key] === KIND[key];
  const keys = [
    'autoProvision',
    'quietKernel',
    'microOsLogin',
    'silentStandalone',
    'deactivatesNetwork',
    'osVersions',
    'bootPort',
    'osTexts',
    'plainGate',
  ] as const;
  return keys.filter(kinder).map((key) => words[key]);
}

export const LIKE_REAL: Strictness = {
  osVersions: 3,
  autoProvision: false,
  osTexts: 500_000,
  silentStandalone: true,
  plainGate: true,
  bootPort: 9443,
  quietKernel: true,
  microOsLogin: true,
  deactivatesNetwork: true,
  featureSet: 'full',
};
