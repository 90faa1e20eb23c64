import { type OrchestratorAdapter } from '../../orchestrator/api.ts';

/** What is to be said before nodes are registered under names that hosts of the orchestrator have already. */
export async function nameClashes(
  orchestrator: Pick<OrchestratorAdapter, 'named' | 'name'>,
  names: readonly string[],
): Promise<string[]> {
  // One that does not answer now says so when they are registered.
  const taken = await orchestrator.named(names).catch(() => []);
  return taken.map(
    (name) =>
      `"${orchestrator.name}" has a host named "${name}" already: the two will be told apart there by their serial numbers only. Choose another name, or delete that host.`,
  );
}
