import type { Rule } from '../rule.ts';

const installed = { from: 'rebooting' } as const;
/** A node that boots from its disk has not been through iPXE in this boot. */
const fromDisk = { until: 'http-boot' } as const;

/** A host name, except that of the micro-OS; other lines that mention a login are not prompts. */
const LOGIN =
  /^(?!(?:edgemicrovisorbootkit|last|lastb|failed|previous|first|new|next|invalid|bad|incorrect|remote|root|user|console|your|the)\b)[A-Za-z0-9][A-Za-z0-9._-]{0,63} login: $/i;

type When = Pick<Rule, 'from' | 'until'>;

const signsOf = (when: When): readonly Rule[] => [
  {
    when: 'contains',
    text: 'Ubuntu ',
    shape: /^(?:Welcome to )?Ubuntu \d\d\.\d\d/,
    ...when,
    sets: 'system-up',
    stage: 'os-boot',
  },
  {
    when: 'contains',
    text: 'Welcome to Edge Microvisor Toolkit',
    ...when,
    sets: 'system-up',
    stage: 'os-boot',
  },
];
const signs = [installed, fromDisk].flatMap(signsOf);

/** What any Linux prints while it starts. */
const startOf = (when: When): readonly Rule[] => [
  { when: 'contains', text: 'Linux version ', ...when, sets: 'system-up', stage: 'os-boot' },
  { when: 'contains', text: 'EFI stub: ', ...when, stage: 'os-boot' },
  // A quiet kernel says nothing; its boot loader and systemd do.
  {
    when: 'contains',
    text: 'GRUB',
    shape: /^(?:Welcome to GRUB!|\s*(?:GNU )?GRUB +(?:version|loading))/,
    ...when,
    stage: 'os-boot',
  },
  {
    when: 'contains',
    text: '[  OK  ] ',
    shape: /^\[ {2}OK {2}\] (?:Started|Reached target|Mounted|Listening on|Created|Finished) /,
    ...when,
    sets: 'system-up',
    stage: 'os-boot',
  },
];

const loginOf = (when: When): Rule => ({
  when: 'ends',
  text: ' login: ',
  shape: LOGIN,
  ...when,
  sets: 'system-up',
  stage: 'os-boot',
  prompt: 'login',
});

/** What any installed Linux prints. */
export const installedSystemRules: readonly Rule[] = [
  ...startOf(installed),
  loginOf({ from: 'provisioning' }),
  loginOf(fromDisk),
];

/** Where nothing installs a node, the first system that starts is the one that was to boot. */
export const anySystemRules: readonly Rule[] = [...signsOf({}), ...startOf({}), loginOf({})];

/** Ubuntu and the installer of the orchestrator's agents. */
export const ubuntuRules: readonly Rule[] = [
  ...signs.filter(({ text }) => text.startsWith('Ubuntu')),
  {
    when: 'contains',
    text: '[ERROR] in function ',
    ...installed,
    failure: {
      class: 'os',
      cause: "The installer of the orchestrator's agents failed.",
      fix: 'See /home/postinstall/Setup on the node; the line in the serial log names the function.',
      grace: 0,
      rank: 'cause',
    },
  },
  {
    when: 'contains',
    text: 'Installation completed Success',
    ...installed,
    sets: 'system-up',
    stage: 'os-boot',
  },
];

/** Edge Microvisor Toolkit: prints nothing once its kernel runs; only the orchestrator reports on it. */
export const microvisorRules: readonly Rule[] = signs.filter(({ text }) => text.includes('Microvisor'));
