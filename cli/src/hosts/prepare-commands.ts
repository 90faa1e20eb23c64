import type { Command } from 'commander';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { addCommand, type Context, type Outcome } from '../command.ts';
import { askYesOrNo } from '../output/question.ts';
import { logFile, type Playbook, type Recap, runPlaybook } from './playbook.ts';
import { findTarget } from './target.ts';

const options = z.object({
  check: z.boolean().default(false),
  yes: z.boolean().default(false),
  user: z
    .string()
    .regex(/^[a-z_][a-z0-9_-]{0,31}$/, 'use the name of a user of that machine')
    .optional(),
  askBecomePass: z.boolean().default(false),
});
type Options = z.infer<typeof options>;

const FLAGS = [
  ['--check', 'only show what would be changed'],
  ['--yes', 'do not ask first'],
  ['--user <user>', 'who may use libvirt there (default: the user of the URI, or you)'],
  ['--ask-become-pass', 'ask for the password of sudo on that machine'],
] as const;

const things = (count: number): string => `${count} ${count === 1 ? 'change' : 'changes'}`;

function failed(recap: Recap, log: string): ConsoleError | undefined {
  if (recap.failed === 0) return undefined;
  return new ConsoleError('conflict', 'A step of the playbook failed.', {
    fix: `See its message above, or the log: ${log}`,
  });
}

/** Shows what the playbook would change, and after a confirmation lets it. */
async function carryOut(
  { env, output }: Context,
  playbook: Playbook,
  { check, yes }: Options,
): Promise<Outcome | number> {
  const log = logFile(env, playbook.host);
  const { host } = playbook;
  const seen = await runPlaybook(playbook, 'check', env, output);
  const error = failed(seen, log);
  const document = { host, changed: seen.changed, applied: false, log };
  if (error !== undefined) return { document, text: '', error };
  if (check || seen.changed === 0) {
    const text = seen.changed === 0 ? `${host}: nothing to change.\n` : `${host}: ${things(seen.changed)}.\n`;
    return { document, text };
  }
  if (!yes) {
    if (output.json || !process.stdin.isTTY) {
      throw new ConsoleError('invalid', `${things(seen.changed)} of ${host} need a confirmation.`, {
        fix: 'Add --yes, or --check to only look.',
      });
    }
    const answer = await askYesOrNo(`Make these ${things(seen.changed)}?`);
    if (typeof answer === 'number') return answer;
    if (!answer) return { document, text: 'Nothing was changed.\n' };
  }
  const done = await runPlaybook(playbook, 'apply', env, output);
  return {
    document: { host, changed: done.changed, applied: true, log },
    text: `${host}: ${things(done.changed)} made. Log: ${log}\n`,
    error: failed(done, log),
  };
}

const addPlaybook = (
  group: Command,
  name: Playbook['name'],
  spec: { readonly usage: string; readonly summary: string; readonly details: string },
): Command =>
  addCommand(group, {
    ...spec,
    flags: FLAGS,
    args: z.tuple([z.string()]),
    options,
    run: async (context, [typed], given) => {
      const { name: host, variables } = await findTarget(typed, given.user, context.client);
      const playbook = { name, host, variables, askForPassword: given.askBecomePass };
      return carryOut(context, playbook, given);
    },
  });

const HOST =
  'HOST is the name of a host of the console, a URI such as qemu+ssh://admin@rack-1/system, or local. Needs ansible-playbook on this machine, and sudo on that one.';

export const addHostPrepare = (group: Command): Command =>
  addPlaybook(group, 'prepare_hosts', {
    usage: 'prepare <host>',
    summary: 'install and start what a libvirt host needs for nodes; shows the changes first',
    details: `${HOST} What was installed is recorded there, for ven host unprepare.`,
  });

export const addHostUnprepare = (group: Command): Command =>
  addPlaybook(group, 'unprepare_hosts', {
    usage: 'unprepare <host>',
    summary: 'take back what prepare installed, and nothing else; shows the changes first',
    details: `${HOST} Refused while the host has domains, or packages that were installed since need ours.`,
  });
