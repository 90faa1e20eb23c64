import { ConsoleError } from '../../../lib/contract/error.ts';
import type { OrchestratorCatalogue, PolicyRequest } from '../../../lib/contract/orchestrator-catalogue.ts';
import { requirePermission } from '../../../lib/domain/permission.ts';
import type { Actor } from '../api.ts';
import { type Context, orchestratorNamed } from '../context.ts';

/** What an orchestrator can install, and what it installs automatically. */
export class Provisioning {
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  async catalogue(name: string): Promise<OrchestratorCatalogue> {
    const catalogue = await orchestratorNamed(this.#context, name).catalogue();
    if (catalogue !== null) return catalogue;
    throw new ConsoleError('conflict', `"${name}" has no API, so it has no list of operating systems.`, {
      fix: 'Only an Edge Orchestrator installs operating systems.',
    });
  }

  /** For all machines of the project, also those of others; the request has to name the orchestrator once more. */
  async change(name: string, request: PolicyRequest, actor: Actor): Promise<OrchestratorCatalogue> {
    requirePermission(actor, 'orchestrators.write');
    const orchestrator = orchestratorNamed(this.#context, name);
    const { confirm, ...change } = request;
    if (confirm !== name) throw unconfirmed(name);
    await orchestrator.changePolicy(change);
    return this.catalogue(name);
  }
}

function unconfirmed(name: string): ConsoleError {
  const message = 'This changes what is installed on every machine of the project, also of other people.';
  return new ConsoleError('invalid', message, {
    fix: `Confirm it with the name of the orchestrator, "${name}".`,
    errors: [{ field: 'confirm', message: `type "${name}"` }],
  });
}
