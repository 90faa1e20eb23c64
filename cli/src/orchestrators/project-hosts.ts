import type { ConsoleClient } from 'ven-client';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { ProjectHost, ProjectHostPage, Standing } from '../../../lib/contract/project-host.ts';
import { provisioningOf } from '../../../lib/domain/project-host.ts';
import { table } from '../output/text.ts';

export interface Wanted {
  readonly standing?: Standing | undefined;
  readonly search?: string | undefined;
}

/** The most that the server sends at once. */
const PAGE = 500;

/** Every page, as the orchestrator has the hosts now. */
export async function allHosts(
  client: ConsoleClient,
  orchestrator: string,
  wanted: Wanted = {},
): Promise<Pick<ProjectHostPage, 'hosts' | 'counts'>> {
  const hosts: ProjectHost[] = [];
  for (;;) {
    const offset = hosts.length;
    const refresh = offset === 0 ? 'true' : 'false';
    const page = await client.orchestrators.hosts(orchestrator, { ...wanted, offset, limit: PAGE, refresh });
    hosts.push(...page.hosts);
    if (page.hosts.length === 0 || hosts.length >= page.total) return { hosts, counts: page.counts };
  }
}

export function hostTable(hosts: readonly ProjectHost[]): string {
  const rows = hosts.map((host) => [
    host.id,
    host.standing,
    host.serial || '-',
    host.name || '-',
    host.os ?? '-',
    provisioningOf(host) || '-',
    [host.node?.name, host.clash].filter((text) => text != null).join('; '),
  ]);
  return table(['HOST', 'STANDING', 'SERIAL', 'NAME', 'OS', 'STATUS', 'NODE'], rows);
}

export const countsText = ({ ours, stale, duplicate, foreign }: ProjectHostPage['counts']): string =>
  `${ours} ours, ${stale} stale, ${duplicate} duplicate, ${foreign} foreign\n`;

/** The first one that has a project. */
export async function usualOrchestrator(client: ConsoleClient): Promise<string> {
  const all = await client.orchestrators.list();
  const found = all.find(({ kind }) => kind === 'edge-orchestrator' || kind === 'simulator');
  if (found !== undefined) return found.name;
  throw new ConsoleError('not-found', 'There is no orchestrator with a list of hosts.', {
    fix: 'Add one: ven orchestrator add NAME',
  });
}
