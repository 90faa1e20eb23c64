import { ConsoleError } from '../../../lib/contract/error.ts';
import { type Orchestrator } from '../../../lib/contract/host.ts';
import { type Demonstration } from '../../orchestrator/api.ts';
import { type Context, orchestratorNamed } from '../context.ts';

/** The orchestrators as they are known now. */
export class Orchestrators {
  readonly #context: Pick<Context, 'orchestrators'>;

  constructor(context: Pick<Context, 'orchestrators'>) {
    this.#context = context;
  }

  async list(): Promise<Orchestrator[]> {
    return Promise.resolve([...this.#context.orchestrators.values()].map(({ orchestrator }) => orchestrator));
  }

  demonstration(name: string): Demonstration {
    const { demonstration } = orchestratorNamed(this.#context, name);
    if (demonstration !== null) return demonstration;
    throw new ConsoleError('conflict', `${name} is not a simulator: it cannot fail on purpose.`, {
      fix: 'Scenarios exist for the built-in simulator only.',
    });
  }
}
