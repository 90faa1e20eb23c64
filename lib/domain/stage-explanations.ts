import type { Orchestrator } from '../contract/orchestrator.ts';
import type { Stage } from './stages.ts';

/** By what a node gets its system: an orchestrator onboards it, it boots from a server without an API, or by itself. */
export const BOOT_WAYS = ['onboarding', 'http-boot', 'none'] as const;
export type BootWay = (typeof BOOT_WAYS)[number];

/** Of an orchestrator; null, without one. */
export function bootWay(kind: Orchestrator['kind'] | null): BootWay {
  if (kind === null || kind === 'none') return 'none';
  return kind === 'http-boot' ? 'http-boot' : 'onboarding';
}

const SYSTEM_STARTS =
  'The operating system starts: its kernel finds the hardware, then services come up one after the other. The console ' +
  'can see only what they print. What goes wrong here is in the system itself or on its disk, and no longer in the network.';

const READY_BY_RULE =
  'The node meets the condition by which its template counts it as ready: a login prompt, a certain text, or a network ' +
  'port that answers. The time from power-on to here is what somebody waits for who needs such a machine.';

const EXPLANATIONS: Readonly<Record<Stage, string | Readonly<Record<BootWay, string>>>> = {
  defined:
    'The virtual machine exists on its host, but it is off: processors, memory, an empty disk, a network card, a security ' +
    'chip (TPM) and a serial number of its own. It is a server that has been unpacked and cabled, before anybody presses ' +
    'the power button. Serial number and UUID matter most: by them an orchestrator tells which machine this is.',
  'powered-on':
    'The machine has power, and its processors execute their first instructions. Nothing can be seen of that yet. From now ' +
    'on everything that it prints, and what its screen shows, is recorded, so that a failure can be looked at afterwards.',
  firmware:
    'The firmware (UEFI) is the first program of every modern PC and server. It finds out what hardware there is, and then ' +
    'looks for something to start: on the network, on a disk, on a CD-ROM. With Secure Boot it starts only programs with a ' +
    'signature that it trusts, so that tampered software never runs.',
  address:
    'The firmware asks the network for an address (DHCP), as a phone does when it joins a Wi-Fi. The answer also says from ' +
    'where to boot. Without an answer nothing that follows is possible; a server that is missing, or a second one that ' +
    'answers first, is among the most frequent reasons why an installation over the network fails.',
  'http-boot': {
    onboarding:
      'The firmware downloads a small boot program from the orchestrator, over an encrypted connection (HTTPS). It first ' +
      'checks the certificate of the server against the authority that it was given: a machine at a remote site must not ' +
      'take its software from a stranger. A wrong certificate or name ends the boot here.',
    'http-boot':
      'The firmware downloads a boot program from the boot server. Over HTTPS it first checks the certificate of the server ' +
      'against the authority that it was given, so that nobody else can hand it a program. A wrong address, certificate or ' +
      'name ends the boot here.',
    none:
      'The firmware downloads a boot program from a server that the network has named. Over HTTPS it first checks the ' +
      'certificate of that server, so that nobody else can hand it a program.',
  },
  ipxe: {
    onboarding:
      'iPXE is a boot loader for networks. It can do what firmware cannot: it asks the orchestrator for a script, follows ' +
      'it, and tries again when something does not answer. The script says which system this machine is to load.',
    'http-boot':
      'iPXE is a boot loader for networks. It can do what firmware cannot: it asks the boot server for a script, follows it, ' +
      'and tries again when something does not answer. The script says what is started next.',
    none:
      'iPXE is a boot loader for networks. It can do what firmware cannot: it asks a server for a script, follows it, and ' +
      'tries again when something does not answer. The script says what is started next.',
  },
  'micro-os-download':
    'iPXE downloads a small Linux system into memory: its kernel and its initial RAM disk, together some hundred megabytes ' +
    'or less. The disk of the machine is not touched. How long this takes says how good the line of a site is.',
  'micro-os':
    'The small Linux system runs, from memory alone. It is a tool that is thrown away afterwards: it looks at the hardware, ' +
    'joins the network, and starts the program that talks to the orchestrator. It needs no working disk, and so it can ' +
    'install machines that have never run before.',
  onboarding:
    'The machine introduces itself to the orchestrator with its serial number and UUID. If they are expected, it is let in ' +
    'by itself, without anybody at the site (zero touch); otherwise somebody signs in at its console. In return it gets an ' +
    'identity of its own. A machine that nobody knows is turned away here, which is the point of it.',
  provisioning:
    'The orchestrator has an operating system written to the disk and set up, step by step: partitions, image, settings, ' +
    'encryption, agents. The steps on show are what it says itself. This is mostly the longest stage; if it is ' +
    'interrupted, the disk holds half a system, and it has to begin again.',
  rebooting:
    'The machine restarts, for the first time from its own disk. The small system in memory is gone. Now what was written ' +
    'has to prove that it boots by itself: at a site, nobody will be there to help.',
  'os-boot': {
    onboarding:
      'The installed operating system starts for the first time: drivers, services, and the agents by which the orchestrator ' +
      'manages it. Until they report in, the console sees only what the system prints. What goes wrong here is in the image ' +
      'or its settings, and no longer in the network.',
    'http-boot': SYSTEM_STARTS,
    none: SYSTEM_STARTS,
  },
  ready: {
    onboarding:
      'The orchestrator confirms that the machine runs the system that it was to get, and that its agents report in. ' +
      'Applications can be deployed to it from now on. The time from power-on to here is what every new site has to wait for.',
    'http-boot': READY_BY_RULE,
    none: READY_BY_RULE,
  },
};

/** What happens in a stage and why it matters, for somebody who sees it for the first time. */
export function stageExplanation(stage: Stage, way: BootWay): string {
  const text = EXPLANATIONS[stage];
  return typeof text === 'string' ? text : text[way];
}
