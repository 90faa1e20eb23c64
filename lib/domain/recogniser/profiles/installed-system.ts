import { type Rule } from '../rule.ts';

const installed = { from: 'rebooting' } as const;
/** A node that boots from its disk never saw iPXE in this boot. */
const fromDisk = { until: 'http-boot' } as const;

const signs = [installed, fromDisk].flatMap((when): Rule[] => [
  {
    when: 'holds',
    text: 'Ubuntu ',
    shape: /^(?:Welcome to )?Ubuntu \d\d\.\d\d/,
    ...when,
    sets: 'system-up',
    stage: 'os-boot',
  },
  {
    when: 'holds',
    text: 'Welcome to Edge Microvisor Toolkit',
    ...when,
    sets: 'system-up',
    stage: 'os-boot',
  },
]);

/** What any installed Linux says. */
export const installedSystemRules: readonly Rule[] = [
  { when: 'holds', text: 'Linux version ', ...installed, sets: 'system-up', stage: 'os-boot' },
  { when: 'holds', text: 'EFI stub: ', ...installed, stage: 'os-boot' },
  {
    when: 'ends',
    text: ' login: ',
    shape: /^[A-Za-z0-9][A-Za-z0-9._-]{0,63} login: $/,
    from: 'provisioning',
    sets: 'system-up',
    stage: 'os-boot',
    prompt: 'login',
  },
  {
    when: 'ends',
    text: ' login: ',
    shape: /^[A-Za-z0-9][A-Za-z0-9._-]{0,63} login: $/,
    ...fromDisk,
    sets: 'system-up',
    stage: 'os-boot',
    prompt: 'login',
  },
  {
    when: 'holds',
    text: 'Kernel panic - not syncing',
    ...installed,
    failure: {
      class: 'os',
      cause: 'The kernel of the installed system has panicked.',
      fix: 'Read the lines before it in the serial log; delete and create the node if it happens again.',
      grace: 0,
    },
  },
  {
    when: 'holds',
    text: 'You are in emergency mode',
    ...installed,
    failure: {
      class: 'os',
      cause: 'The installed system stopped in emergency mode: a file system or an important service failed.',
      fix: 'Read the lines with "FAILED" before it in the serial log.',
      grace: 0,
    },
  },
  {
    when: 'holds',
    text: 'Dropping to a shell!',
    ...installed,
    failure: {
      class: 'storage',
      cause: 'The installed system did not find its root file system.',
      fix: 'The image on the disk is incomplete or for another machine: delete and create the node.',
      grace: 0,
    },
  },
  {
    when: 'holds',
    text: 'Out of memory: Killed process',
    ...installed,
    failure: {
      class: 'os',
      cause: 'The installed system has too little memory: it killed a process.',
      fix: 'Create the node with more memory.',
      grace: 600,
    },
  },
];

/** Ubuntu and the installer of the orchestrator's agents. */
export const ubuntuRules: readonly Rule[] = [
  ...signs.filter(({ text }) => text.startsWith('Ubuntu')),
  {
    when: 'holds',
    text: '[ERROR] in function ',
    ...installed,
    failure: {
      class: 'os',
      cause: "The installer of the orchestrator's agents failed.",
      fix: 'See /home/postinstall/Setup on the node; the line in the serial log names the function.',
      grace: 0,
    },
  },
  {
    when: 'holds',
    text: 'Installation completed Success',
    ...installed,
    sets: 'system-up',
    stage: 'os-boot',
  },
];

/** Edge Microvisor Toolkit: silent on serial once its kernel runs; the orchestrator's word is all there is. */
export const microvisorRules: readonly Rule[] = signs.filter(({ text }) => text.includes('Microvisor'));
