import type { Stage } from '../../stages.ts';
import type { Rule, RuleFailure } from '../rule.ts';

/** Printed by the kernel itself: at the start of a line, after its timestamp, or after a prompt on the same line. */
const printed = (text: string): RegExp =>
  new RegExp(`(?:^|\\[ *\\d+\\.\\d+\\](?:\\[[ CT\\d]+\\])? |login: )(?:<\\d>)?${text}`);

interface System {
  readonly within: { readonly from?: Stage; readonly until?: Stage };
  readonly class: RuleFailure['class'];
  readonly name: string;
  readonly memory: string;
  readonly image: string;
}

const READ = 'Read the lines before it in the serial log';
const MEMORY_OF_MICRO_OS =
  'The micro-OS lives in memory: create the node with more of it (4 GiB or more for real images).';

const systems: readonly System[] = [
  {
    within: { until: 'provisioning' },
    class: 'boot',
    name: 'micro-OS',
    memory: MEMORY_OF_MICRO_OS,
    image:
      'The kernel and the initial RAM disk that the orchestrator serves do not match, or one of them was damaged in transit. Too little memory has the same effect (give the node 2 GiB or more).',
  },
  {
    within: { from: 'rebooting' },
    class: 'os',
    name: 'installed system',
    memory: 'Create the node with more memory.',
    image: 'The image on the disk is incomplete or for another machine: delete the node and create it again.',
  },
];

const panics = ({ within, class: ofClass, name, memory, image }: System): Rule[] => {
  const panic = (shape: string, rank: RuleFailure['rank'], cause: string, fix: string): Rule => ({
    when: 'contains',
    text: 'Kernel panic - not syncing',
    shape: printed(`Kernel panic - not syncing${shape}`),
    ...within,
    failure: { class: ofClass, cause, fix, grace: 0, rank },
  });
  const kernel = `The kernel of the ${name}`;
  return [
    panic(
      ': .*Unable to mount root',
      'cause',
      `${kernel} found no root file system and has panicked.`,
      image,
    ),
    panic(
      ': .*(?:No working init found|Requested init .* failed)',
      'cause',
      `${kernel} found no init program and has panicked.`,
      image,
    ),
    panic(
      ': .*(?:[Oo]ut of memory|deadlocked on memory)',
      'cause',
      `${kernel} has no memory left and has panicked.`,
      memory,
    ),
    panic(
      ': .*Attempted to kill init',
      'symptom',
      `The first program of the ${name} (init) ended, so its kernel has panicked.`,
      `${READ}; ${name === 'micro-OS' ? 'too little memory is the most common reason (give 2 GiB or more)' : 'delete the node and create it again if it happens again'}.`,
    ),
    panic(
      '',
      'symptom',
      `${kernel} has panicked.`,
      `${READ}${name === 'micro-OS' ? ' on ttyS1; too little memory is the most common reason (give 2 GiB or more)' : '; delete the node and create it again if it happens again'}.`,
    ),
  ];
};

const outOfMemory = ({ within, name, memory }: System): Rule => ({
  when: 'contains',
  // A container that reaches its own limit is reported as "Memory cgroup out of memory".
  text: 'Out of memory: Kill',
  shape: printed('Out of memory: Kill'),
  ...within,
  failure: {
    class: name === 'micro-OS' ? 'boot' : 'os',
    cause: `The ${name} has too little memory: its kernel killed a process to free some.`,
    fix: memory,
    grace: name === 'micro-OS' ? 60 : 600,
    rank: 'cause',
  },
});

const STUB_FIX =
  'The kernel and the initial RAM disk that were loaded do not match each other or this firmware, or there is too little memory: check them at the orchestrator, and give the node 2 GiB or more.';

/** What any Linux kernel prints, including its EFI stub. */
export const kernelRules: readonly Rule[] = [
  {
    when: 'contains',
    text: 'EFI stub: ERROR: ',
    shape: /^EFI stub: ERROR: (.{0,200}(?:[Ff]ailed|FAILED|[Oo]ut of memory|[Nn]ot enough memory).{0,200})/,
    failure: {
      class: 'boot',
      cause: 'The kernel could not be started: "$1".',
      fix: STUB_FIX,
      grace: 0,
      rank: 'cause',
    },
  },
  // Others are only warnings about the firmware; the kernel continues after them.
  {
    when: 'contains',
    text: 'EFI stub: ERROR: ',
    shape: /^EFI stub: ERROR: (.{0,200})/,
    failure: {
      class: 'boot',
      cause: 'The kernel did not start after its EFI stub had reported an error: "$1".',
      fix: STUB_FIX,
      grace: null,
      rank: 'symptom',
    },
  },
  ...systems.flatMap(panics),
  ...systems.map(outOfMemory),
];
