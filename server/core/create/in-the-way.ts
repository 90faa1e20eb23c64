import { ConsoleError } from '../../../lib/contract/error.ts';
import type { ProjectHost } from '../../../lib/contract/project-host.ts';
import type { Identity } from '../../orchestrator/api.ts';
import type { ProjectHosts } from '../orchestrators/project-hosts.ts';

/**
 * Hosts at the orchestrator that new nodes would collide with: those with the serial number or the UUID of one of them.
 * A host that has both, and never belonged to a node here, was registered ahead for it.
 */
export async function hostsInTheWay(
  projectHosts: Pick<ProjectHosts, 'related'>,
  orchestrator: string,
  nodes: readonly Identity[],
): Promise<ProjectHost[]> {
  const keyOf = ({ serial, uuid }: Identity) => `${serial} ${uuid.toLowerCase()}`;
  const wanted = new Set(nodes.map(keyOf));
  // An orchestrator that does not answer fails the registration later.
  const related = await projectHosts.related(orchestrator, nodes).catch(() => []);
  return related.filter((host) => !host.leaving && (host.standing === 'stale' || !wanted.has(keyOf(host))));
}

/** Removes the stale ones if that was asked for; throws `conflict` if others, or all, are left. */
export async function clearTheWay(
  projectHosts: Pick<ProjectHosts, 'removeStale'>,
  orchestrator: string,
  hosts: readonly ProjectHost[],
  cleanStale: boolean,
): Promise<void> {
  const left = hosts.filter(({ standing }) => !cleanStale || standing !== 'stale');
  if (left.length === 0) return projectHosts.removeStale(orchestrator, hosts);
  const stale = left.every(({ standing }) => standing === 'stale');
  const [first] = left;
  const more = left.length > 1 ? ` and ${left.length - 1} more` : '';
  const message = `"${orchestrator}" has a host ${first?.id ?? ''} with the serial number ${first?.serial || '(none)'}${more}${stale ? ', left by a deleted node' : ''}.`;
  throw new ConsoleError('conflict', message, {
    fix: stale
      ? 'Let the create remove such hosts (--clean-stale), or use other serial numbers.'
      : 'Use other serial numbers, or remove those hosts from the list of the orchestrator’s hosts.',
    errors: [{ field: 'serials', message }],
  });
}
