import type { Rule } from '../rule.ts';
import { roomRules } from './out-of-space.ts';
import { trustRules } from './certificates.ts';

/** What the micro-OS calls itself where it offers a login; no sign of an installed system. */
const MICRO_OS_HOST = 'EdgeMicrovisorBootkit';

const before = { from: 'http-boot', until: 'micro-os' } as const;
const IN_MICRO_OS = { from: 'micro-os', until: 'provisioning' } as const;

const REFUSED_CAUSE = 'The orchestrator rejected the onboarding account that was typed.';
const REFUSED_FIX =
  'Check the onboarding account of this orchestrator. It must not contain spaces or ";": the node strips them.';
const SILENT_CAUSE =
  'The node is not registered with the orchestrator, so it asked for the onboarding account, and nobody typed one in time.';
const SILENT_FIX =
  'Register the serial number with the orchestrator, or create the node with the interactive flow; then reset it.';

const refused = {
  when: 'contains',
  text: 'Incorrect username and password provided',
  ...IN_MICRO_OS,
} as const;

/** The installed system and the micro-OS print the same kernel messages; the stage of the port tells them apart. */
export const microOsRules: readonly Rule[] = [
  { when: 'contains', text: 'Linux version ', ...before, stage: 'micro-os' },
  // Its kernel is quiet, so in most boots these are the first lines of its own.
  { when: 'contains', text: 'Edge Microvisor Bootkit', ...before, stage: 'micro-os' },
  { when: 'ends', text: `${MICRO_OS_HOST} login: `, ...before, stage: 'micro-os' },
  {
    when: 'begins',
    text: 'Provide Username and password for the IDP',
    from: 'http-boot',
    until: 'onboarding',
    clears: 'refused',
    stage: 'onboarding',
  },
  { when: 'begins', text: 'Username: ', from: 'onboarding', until: 'onboarding', prompt: 'username' },
  { when: 'begins', text: 'Password: ', from: 'onboarding', until: 'onboarding', prompt: 'password' },
  // The user name that the console typed once more, too late, was echoed before it.
  {
    ...{ when: 'ends', text: 'Password: ', from: 'onboarding', until: 'onboarding', prompt: 'password' },
    shape: /^;+\S+Password: $/,
  },
  {
    when: 'contains',
    text: 'Username, Password received: Processing',
    ...IN_MICRO_OS,
    sets: 'credentials-sent',
  },
  // A rejection followed by the prompt is a retry; a second one without a prompt in between is final.
  {
    ...refused,
    needs: 'refused',
    unless: 'credentials-sent',
    failure: { class: 'onboarding', cause: SILENT_CAUSE, fix: SILENT_FIX, grace: 0, rank: 'cause' },
  },
  {
    ...refused,
    needs: 'refused',
    failure: { class: 'onboarding', cause: REFUSED_CAUSE, fix: REFUSED_FIX, grace: 0, rank: 'cause' },
  },
  {
    ...refused,
    unless: 'credentials-sent',
    sets: 'refused',
    failure: { class: 'onboarding', cause: SILENT_CAUSE, fix: SILENT_FIX, grace: 90, rank: 'cause' },
  },
  {
    ...refused,
    sets: 'refused',
    failure: { class: 'onboarding', cause: REFUSED_CAUSE, fix: REFUSED_FIX, grace: 90, rank: 'cause' },
  },

  { when: 'contains', text: 'Secure Boot Status MATCH', ...IN_MICRO_OS, stage: 'provisioning' },
  {
    when: 'contains',
    text: 'Secure Boot Status MISMATCH',
    ...IN_MICRO_OS,
    failure: {
      class: 'workflow',
      cause: 'Secure Boot on the machine does not match the OS profile.',
      fix: 'Choose a template with Secure Boot for OS profiles that need it, and one without it for the others (security feature NONE); then delete the node and create it again.',
      grace: 0,
      rank: 'cause',
    },
  },
  {
    when: 'contains',
    text: 'Unable to read secure boot status',
    ...IN_MICRO_OS,
    failure: {
      class: 'workflow',
      cause:
        "The workflow could not read whether Secure Boot is on: the firmware's variables cannot be read.",
      fix: 'Look at the kernel messages on ttyS1; reset the node to try again.',
      grace: 0,
      rank: 'cause',
    },
  },
  {
    when: 'contains',
    text: 'SHA256 MISMATCH',
    ...IN_MICRO_OS,
    failure: {
      class: 'storage',
      cause: 'The OS image was damaged in transit: its checksum is wrong.',
      fix: "Check the image and its checksum in the orchestrator's OS profile, then reset the node.",
      grace: 0,
      rank: 'cause',
    },
  },
  ...roomRules,
  ...trustRules,
  {
    when: 'contains',
    text: 'reboot: Restarting system',
    from: 'micro-os',
    clears: 'system-up',
    stage: 'rebooting',
  },
  { when: 'contains', text: 'Reset System', from: 'micro-os', clears: 'system-up', stage: 'rebooting' },
];
