import type { Command } from 'commander';
import type { ConsoleClient } from 'ven-client';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { domainAction, type DomainAction, type HostDomain } from '../../../lib/contract/host-domain.ts';
import { domainRisk } from '../../../lib/domain/domain-power.ts';
import { type Context, type Outcome, addCommand, domainAt, noArguments, noOptions } from '../command.ts';
import { confirmed, YES, yesOption } from '../output/confirmed.ts';
import { table } from '../output/text.ts';
import { addDomainDelete } from './delete-command.ts';
import { addSnapshots } from './snapshot-commands.ts';

const DOMAIN = z.tuple([z.string()]);

/** `ven domain`: domains of hosts, whoever made them. */
export function addDomains(program: Command): void {
  const group = program
    .command('domain')
    .description('domains of the hosts, whoever made them; DOMAIN is HOST/NAME or HOST/UUID');
  addCommand(group, {
    usage: 'list',
    summary: 'list the domains of every host that are not nodes',
    flags: [
      ['--host <host>', 'of this host only'],
      ['--all', 'nodes, too'],
    ],
    args: noArguments,
    options: z.object({ host: z.string().optional(), all: z.boolean().default(false) }),
    run: async ({ client }, _, { host, all }) => {
      const found = await listed(client(), host);
      const domains = found.filter(({ node }) => all || node === null);
      return { document: { domains }, text: textOf(domains) };
    },
  });
  addCommand(group, {
    usage: 'show <domain>',
    summary: 'show what is known of a domain',
    args: DOMAIN,
    options: noOptions,
    run: async ({ client }, [text]) => {
      const { host, domain } = await domainAt(client(), text);
      const document = await client().domains.get(host, domain);
      return { document, text: `${JSON.stringify(document, null, 2)}\n` };
    },
  });
  addCommand(group, {
    usage: 'xml <domain>',
    summary: 'print its definition, without passwords',
    flags: [['--next', 'the definition of its next start']],
    args: DOMAIN,
    options: z.object({ next: z.boolean().default(false) }),
    run: async ({ client }, [text], { next }) => {
      const { host, domain } = await domainAt(client(), text);
      const xml = await client().domains.xml(host, domain, next ? 'next' : 'present');
      return { document: { xml }, text: xml };
    },
  });
  addAdopt(group);
  addDomainDelete(group);
  addSnapshots(group);
  for (const action of domainAction.options) addAction(group, action);
}

const addAdopt = (group: Command): Command =>
  addCommand(group, {
    usage: 'adopt <domain>',
    summary: 'make a node of a domain; its disks stay where they are. Administrators only',
    flags: [['--orchestrator <name>', 'the orchestrator that it belongs to'], YES],
    args: DOMAIN,
    options: yesOption.extend({ orchestrator: z.string().optional() }),
    run: async (context, [text], { yes, orchestrator = null }) => {
      const client = context.client();
      const { host, domain } = await domainAt(client, text);
      const { uuid, name } = await client.domains.get(host, domain);
      const answer = await confirmed(context, `Make a node of ${host}/${name}`, yes);
      if (answer !== true) return answer;
      const node = await client.domains.adopt(host, uuid, { confirm: name, orchestrator });
      return { document: { node }, text: `${name} is a node now: ${node}\n` };
    },
  });

const SUMMARIES: Readonly<Record<DomainAction, string>> = {
  start: 'start a domain; one that was saved continues',
  shutdown: 'ask the guest to shut down',
  stop: 'power it off at once, like pulling the plug',
  reboot: 'ask the guest to reboot',
  reset: 'restart it at once, like the reset button',
  pause: 'pause it',
  resume: 'resume it after a pause',
  save: 'save its memory to the host’s disk and power it off',
};

const addAction = (group: Command, action: DomainAction): Command =>
  addCommand(group, {
    usage: `${action} <domain>`,
    summary: SUMMARIES[action],
    flags: [YES],
    args: DOMAIN,
    options: yesOption,
    run: (context, [text], { yes }) => carryOut(context, action, text, yes),
  });

async function carryOut(
  context: Context,
  action: DomainAction,
  text: string,
  yes: boolean,
): Promise<Outcome | number> {
  const client = context.client();
  const { host, domain } = await domainAt(client, text);
  const found = await client.domains.get(host, domain);
  const risk = domainRisk(found, action);
  if (risk !== null) {
    context.output.progress(risk);
    const answer = await confirmed(context, `${action} ${found.name}`, yes);
    if (answer !== true) return answer;
  }
  const now = await client.domains.act(host, found.uuid, action);
  return { document: { domain: now }, text: `${found.name}: ${now?.state ?? 'gone, it was transient'}\n` };
}

async function listed(client: ConsoleClient, host: string | undefined): Promise<HostDomain[]> {
  const hosts = host === undefined ? await connected(client) : [host];
  const lists = await Promise.all(hosts.map((each) => client.domains.list(each)));
  return lists.flatMap(({ domains }) => domains);
}

async function connected(client: ConsoleClient): Promise<string[]> {
  const hosts = await client.hosts.list();
  const names = hosts.filter(({ state }) => state === 'connected').map(({ name }) => name);
  if (names.length > 0) return names;
  throw new ConsoleError('host-unreachable', 'No host is connected.', { fix: 'See: ven host list' });
}

const textOf = (domains: readonly HostDomain[]): string =>
  table(
    ['DOMAIN', 'STATE', 'VCPUS', 'MIB', 'NOTES', 'UUID'],
    domains.map(({ host, name, state, vcpus, memoryMiB, persistent, autostart, node, uuid }) => [
      ...[`${host}/${name}`, state, String(vcpus ?? '-'), String(memoryMiB ?? '-')],
      [
        ...(node === null ? [] : ['node']),
        ...(persistent ? [] : ['transient']),
        ...(autostart ? ['autostart'] : []),
      ].join(' ') || '-',
      uuid,
    ]),
  );
