import { isDeepStrictEqual } from 'node:util';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { type Template, type TemplateDefinition } from '../../../lib/contract/host.ts';
import { type OrchestratorKind } from '../../../lib/contract/orchestrator.ts';
import { kindsText } from '../../../lib/domain/template-facts.ts';
import { type Database, type NodeRow } from '../../db/api.ts';
import { type OrchestratorStatus } from '../../orchestrator/api.ts';
import { SHIPPED_TEMPLATES } from './shipped.ts';

/** In place of a person, of versions that came with the console. */
const SHIPPED_BY = 'the console';

/** The templates that nodes are made from: the latest version of each, and earlier ones for nodes that have them. */
export class Templates {
  readonly #database: Pick<Database, 'templates'>;
  readonly #latest: readonly Template[];

  private constructor(database: Pick<Database, 'templates'>, latest: readonly Template[]) {
    this.#database = database;
    this.#latest = latest;
  }

  /** A shipped one that differs from its latest stored version becomes the next version. */
  static async open(
    database: Pick<Database, 'templates'>,
    now: () => string,
    shipped: readonly TemplateDefinition[] = SHIPPED_TEMPLATES,
  ): Promise<Templates> {
    const stored = new Map((await database.templates.list()).map((row) => [row.name, row]));
    const latest: Template[] = [];
    for (const definition of shipped) {
      const row = stored.get(definition.name);
      const isNew = row === undefined || !isDeepStrictEqual(row.definition, definition);
      const version = (row?.version ?? 0) + (isNew ? 1 : 0);
      if (isNew) {
        const origin = { createdAt: now(), createdBy: SHIPPED_BY };
        await database.templates.add({ name: definition.name, version, definition, ...origin });
      }
      latest.push({ ...definition, version });
    }
    return new Templates(database, latest);
  }

  list(): readonly Template[] {
    return this.#latest;
  }

  /** The one of that name, or without a name the default of the orchestrator. Throws `invalid` for one that is not for it. */
  choose(name: string | undefined, { name: orchestrator, kind }: OrchestratorStatus): Template {
    const fitting = this.#latest.filter((each) => each.for.includes(kind));
    const template = name === undefined ? fitting[0] : this.#latest.find((each) => each.name === name);
    if (template?.for.includes(kind)) return template;
    const message =
      template === undefined
        ? `There is no template ${name === undefined ? `for "${orchestrator}"` : `"${name}"`}.`
        : `The template "${template.name}" is for ${kindsText(template.for)}, not for "${orchestrator}", ${ONE[kind]}.`;
    throw new ConsoleError('invalid', message, {
      fix: `Choose one of: ${fitting.map((each) => each.name).join(', ')}.`,
      errors: [{ field: 'template', message }],
    });
  }

  /** What the node was made from; null when that is not known any more. */
  async of({ template, templateVersion }: NodeRow): Promise<TemplateDefinition | null> {
    const latest = this.#latest.find(({ name }) => name === template);
    if (templateVersion === null || latest?.version === templateVersion) return latest ?? null;
    return (await this.#database.templates.get(template, templateVersion))?.definition ?? null;
  }
}

const ONE: Readonly<Record<OrchestratorKind, string>> = {
  'edge-orchestrator': 'an Edge Orchestrator',
  'http-boot': 'an HTTP boot server',
  none: 'which boots nothing',
  simulator: 'the simulator',
};

/**
 * An orchestrator onboards a node that presents credentials and at once installs its default OS. A node registered
 * ahead, to choose its OS, would wait for its release and never ask for credentials.
 */
export function requireChoice({ name, title, osProfile }: Template, flow: Template['flow']): void {
  if (osProfile === null || flow !== 'io') return;
  const message = `${title} cannot be chosen for nodes that are onboarded interactively: they get the orchestrator’s default OS.`;
  throw new ConsoleError('invalid', message, {
    fix: `Use the non-interactive flow (nio) with "${name}", or a template that takes the default OS.`,
    errors: [{ field: 'flow', message }],
  });
}
