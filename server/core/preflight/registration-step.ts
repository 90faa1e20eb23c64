import { failed, ok, type Outcome, skipped } from '../../orchestrator/index.ts';
import type { PreflightContext } from './subject.ts';

/** Exact matches only: a host with the same serial number and another UUID keeps a node from being onboarded. */
export async function checkRegistration(context: PreflightContext): Promise<Outcome> {
  const { orchestrator, nodes, exists } = context.subject;
  if (orchestrator === null || (await orchestrator.catalogue()) === null) {
    return skipped('there is no orchestrator that registers nodes');
  }
  const registered = new Set(await orchestrator.registered(nodes.map(({ serial }) => serial)));
  const clashing: string[] = [];
  const missing: string[] = [];
  for (const node of nodes) {
    const own = exists ? (await orchestrator.removalOf(node)).host : null;
    if (registered.has(node.serial) && own === null) clashing.push(node.serial);
    if (exists && own === null && !registered.has(node.serial) && node.flow === 'nio')
      missing.push(node.serial);
  }
  if (clashing.length > 0) {
    return failed(
      `"${orchestrator.name}" has a host with the serial number ${clashing.join(', ')} and another UUID.`,
      'Delete that host and its instance there if it is stale, or use another serial number.',
      'identity-error',
    );
  }
  if (missing.length > 0) {
    context.repairs.set('registration', 'registration');
    return failed(
      `"${orchestrator.name}" has no host with the serial number ${missing.join(', ')} any more; the node would be refused.`,
      'Register it again.',
      'not-registered',
    );
  }
  if (!exists) return ok('No other host has these serial numbers.');
  return registered.size > 0
    ? ok(`"${orchestrator.name}" has the host, with this serial number and this UUID.`)
    : ok('Not registered yet; logging in at the prompt registers it.');
}
