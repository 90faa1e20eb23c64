import type { Command } from 'commander';
import { z } from 'zod';
import type { DomainSnapshot } from '../../../lib/contract/domain-snapshot.ts';
import { descendantsOf, snapshotKind, snapshotTree } from '../../../lib/domain/snapshot-tree.ts';
import { addCommand, noOptions, domainAt } from '../command.ts';
import { confirmed, YES, yesOption } from '../output/confirmed.ts';
import { table } from '../output/text.ts';

const DOMAIN = z.tuple([z.string()]);
const SNAPSHOT = z.tuple([z.string(), z.string()]);

/** `ven domain snapshot`: libvirt's own snapshots. */
export function addSnapshots(parent: Command): void {
  const group = parent.command('snapshot').description('libvirt’s own snapshots of a domain');
  addCommand(group, {
    usage: 'list <domain>',
    summary: 'list its snapshots as a tree; the present disks continue from the one with the star',
    args: DOMAIN,
    options: noOptions,
    run: async ({ client }, [text]) => {
      const { host, domain } = await domainAt(client(), text);
      return outcomeOf(await client().domains.snapshots.list(host, domain));
    },
  });
  addCommand(group, {
    usage: 'xml <domain> <snapshot>',
    summary: 'print the definition of a snapshot, without passwords',
    args: SNAPSHOT,
    options: noOptions,
    run: async ({ client }, [text, name]) => {
      const { host, domain } = await domainAt(client(), text);
      const xml = await client().domains.snapshots.xml(host, domain, name);
      return { document: { xml }, text: xml };
    },
  });
  addTake(group);
  addRevert(group);
  addDelete(group);
}

const addTake = (group: Command): Command =>
  addCommand(group, {
    usage: 'create <domain> <snapshot>',
    summary: 'take a snapshot of a domain that is not a node. Administrators only',
    flags: [
      ['--external', 'what is written from now on goes into new files beside the disks'],
      ['--disks-only', 'without the memory; of one that runs only with --external'],
      ['--quiesce', 'let the guest’s agent write everything to the disks first'],
      ['--description <text>', 'what it is for'],
    ],
    args: SNAPSHOT,
    options: z.object({
      external: z.boolean().default(false),
      disksOnly: z.boolean().default(false),
      quiesce: z.boolean().default(false),
      description: z.string().default(''),
    }),
    run: async ({ client, output }, [text, name], { external, disksOnly, quiesce, description }) => {
      const { host, domain } = await domainAt(client(), text);
      output.progress('Taking it; with memory, that takes as long as writing the memory to disk …');
      const kind = external ? 'external' : 'internal';
      const request = { name, kind, memory: !disksOnly, quiesce, description } as const;
      return outcomeOf(await client().domains.snapshots.take(host, domain, request));
    },
  });

const addRevert = (group: Command): Command =>
  addCommand(group, {
    usage: 'revert <domain> <snapshot>',
    summary: 'go back to a snapshot: what the disks have now is lost. Administrators only',
    flags: [
      ['--running', 'running afterwards, whatever it was'],
      ['--paused', 'paused afterwards'],
      ['--force', 'also where libvirt sees a risk'],
      YES,
    ],
    args: SNAPSHOT,
    options: yesOption.extend({
      running: z.boolean().default(false),
      paused: z.boolean().default(false),
      force: z.boolean().default(false),
    }),
    run: async (context, [text, name], { running, paused, force, yes }) => {
      const client = context.client();
      const { host, domain } = await domainAt(client, text);
      const what = `Go back to ${name}: what the disks and the memory of ${host}/${domain} have now is lost`;
      const answer = await confirmed(context, what, yes);
      if (answer !== true) return answer;
      const state = running ? 'running' : paused ? 'paused' : 'as-it-was';
      const request = { confirm: name, state, force } as const;
      return outcomeOf(await client.domains.snapshots.revert(host, domain, name, request));
    },
  });

const addDelete = (group: Command): Command =>
  addCommand(group, {
    usage: 'delete <domain> <snapshot>',
    summary: 'delete a snapshot; what the disks have now stays. Administrators only',
    flags: [
      ['--children', 'those that were taken after it, too'],
      ['--record-only', 'only libvirt’s record of it; its files stay'],
      YES,
    ],
    args: SNAPSHOT,
    options: yesOption.extend({
      children: z.boolean().default(false),
      recordOnly: z.boolean().default(false),
    }),
    run: async (context, [text, name], { children, recordOnly, yes }) => {
      const client = context.client();
      const { host, domain } = await domainAt(client, text);
      const { snapshots } = client.domains;
      const others = children ? descendantsOf(name, await snapshots.list(host, domain)) : [];
      const removed = [name, ...others];
      const answer = await confirmed(context, `Delete ${removed.join(', ')} of ${host}/${domain}`, yes);
      if (answer !== true) return answer;
      await snapshots.delete(host, domain, name, { children, recordOnly });
      return { document: { removed }, text: `${removed.join(', ')}: deleted.\n` };
    },
  });

const outcomeOf = (snapshots: readonly DomainSnapshot[]) => ({
  document: { snapshots },
  text: table(
    ['SNAPSHOT', 'TAKEN', 'STATE', 'KIND', 'DESCRIPTION'],
    snapshotTree(snapshots).map(({ snapshot, depth }) => [
      `${'  '.repeat(depth)}${snapshot.name}${snapshot.current ? ' *' : ''}`,
      ...[snapshot.createdAt ?? '-', snapshot.state, snapshotKind(snapshot), snapshot.description ?? '-'],
    ]),
  ),
});
