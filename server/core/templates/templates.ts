import { isDeepStrictEqual } from 'node:util';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type {
  Template,
  TemplateDefinition,
  TemplateEdit,
  TemplateImport,
  TemplateRequest,
} from '../../../lib/contract/template.ts';
import { requirePermission } from '../../../lib/domain/permission.ts';
import { definitionOf } from '../../../lib/domain/template-changes.ts';
import type { Database, NodeRow } from '../../db/api.ts';
import type { TemplateRow } from '../../db/templates.ts';
import { KeyedMutex } from '../../locks/keyed-mutex.ts';
import type { OrchestratorStatus } from '../../orchestrator/api.ts';
import type { Actor } from '../api.ts';
import type { Context } from '../context.ts';
import {
  changedMeanwhile,
  nameTaken,
  notFor,
  shippedStays,
  unknownTemplate,
  wouldReplace,
} from './refusals.ts';
import { SHIPPED_TEMPLATES } from './shipped.ts';
import { parseTemplateFile, templateFile } from './template-file.ts';

/** In place of a person, of versions that came with the console. */
const SHIPPED_BY = 'the console';

type TemplatesContext = Pick<Context, 'now' | 'bus'> & { readonly database: Pick<Database, 'templates'> };

/** The templates that nodes are made from: the latest version of each, and earlier ones for nodes that have them. */
export class Templates {
  readonly #context: TemplatesContext;
  /** By name; the shipped ones first, in their order. */
  readonly #latest: Map<string, Template>;
  /** By name. */
  readonly #mutex = new KeyedMutex();

  private constructor(context: TemplatesContext, latest: Map<string, Template>) {
    this.#context = context;
    this.#latest = latest;
  }

  /**
   * A shipped one that differs from its latest stored version becomes the next version. A person's template wins over a
   * shipped one of the same name, which a later console may bring.
   */
  static async open(
    context: TemplatesContext,
    shipped: readonly TemplateDefinition[] = SHIPPED_TEMPLATES,
  ): Promise<Templates> {
    const { database, now } = context;
    const stored = new Map((await database.templates.list()).map((row) => [row.name, row]));
    const latest = new Map<string, Template>();
    for (const definition of shipped) {
      const row = stored.get(definition.name);
      if (row !== undefined && row.createdBy !== SHIPPED_BY) continue;
      stored.delete(definition.name);
      const isSame = row !== undefined && isDeepStrictEqual(row.definition, definition);
      const current = isSame ? row : await nextVersion(database, definition, now(), SHIPPED_BY);
      latest.set(definition.name, viewOf(current));
    }
    // One that is shipped no more stays with the nodes that have it.
    const own = [...stored.values()].filter(({ createdBy }) => createdBy !== SHIPPED_BY);
    for (const row of own) latest.set(row.name, viewOf(row));
    return new Templates(context, latest);
  }

  list(): Promise<Template[]> {
    return Promise.resolve(this.latest());
  }

  /** The latest version of each, the shipped ones first. */
  latest(): Template[] {
    return [...this.#latest.values()];
  }

  /** Without a version the latest one. Removed versions, which nodes may have, can be looked at, too. */
  async get(name: string, version?: number): Promise<Template> {
    const latest = this.#latest.get(name);
    if (version === undefined || latest?.version === version) return latest ?? this.#unknown(name);
    const row = await this.#context.database.templates.get(name, version);
    return row === null ? this.#unknown(name, version) : viewOf(row);
  }

  /** The latest first. */
  async versions(name: string): Promise<Template[]> {
    if (!this.#latest.has(name)) this.#unknown(name);
    return (await this.#context.database.templates.versions(name)).map(viewOf);
  }

  add(request: TemplateRequest, actor: Actor): Promise<Template> {
    requirePermission(actor, 'templates.write');
    return this.#mutex.run(request.name, async () => {
      if (this.#latest.has(request.name)) throw nameTaken(request.name);
      return this.#store(request, actor);
    });
  }

  /** Becomes the next version, unless nothing differs. Throws `conflict` when `basedOn` is not the latest. */
  edit({ basedOn, ...request }: TemplateEdit, actor: Actor): Promise<Template> {
    requirePermission(actor, 'templates.write');
    return this.#mutex.run(request.name, async () => {
      const latest = this.#editable(request.name);
      if (isDeepStrictEqual(definitionOf(latest), request)) return latest;
      if (latest.version !== basedOn) throw changedMeanwhile(latest, basedOn);
      return this.#store(request, actor);
    });
  }

  /** Adds the template of a file, or edits the one of that name if the file says so; nothing happens if it is the same. */
  async import({ yaml, basedOn }: TemplateImport, actor: Actor): Promise<Template> {
    requirePermission(actor, 'templates.write');
    const request = parseTemplateFile(yaml);
    const latest = this.#latest.get(request.name);
    if (latest === undefined) return this.add(request, actor);
    if (isDeepStrictEqual(definitionOf(latest), request)) return latest;
    if (basedOn === undefined && !latest.shipped) throw wouldReplace(latest, request);
    return this.edit({ ...request, basedOn: basedOn ?? latest.version }, actor);
  }

  async export(name: string, version?: number): Promise<string> {
    const template = await this.get(name, version);
    return templateFile(definitionOf(template), template.version);
  }

  /** Nodes that were made from it keep their version. */
  remove(name: string, actor: Actor): Promise<void> {
    requirePermission(actor, 'templates.write');
    return this.#mutex.run(name, async () => {
      this.#editable(name);
      const { database, bus, now } = this.#context;
      await database.templates.remove(name, now());
      this.#latest.delete(name);
      bus.emit({ kind: 'template-removed', object: { name } });
    });
  }

  /** The one of that name, or without a name the default of the orchestrator. Throws `invalid` for one that is not for it. */
  choose(name: string | undefined, orchestrator: Pick<OrchestratorStatus, 'name' | 'kind'>): Template {
    const fitting = this.latest().filter((each) => each.for.includes(orchestrator.kind));
    const template = name === undefined ? fitting[0] : this.#latest.get(name);
    if (template?.for.includes(orchestrator.kind)) return template;
    throw notFor(orchestrator, template ?? name, fitting);
  }

  /** What the node was made from; null when that is not known any more. */
  async of({ template, templateVersion }: NodeRow): Promise<TemplateDefinition | null> {
    const latest = this.#latest.get(template);
    if (templateVersion === null || latest?.version === templateVersion) return latest ?? null;
    return (await this.#context.database.templates.get(template, templateVersion))?.definition ?? null;
  }

  async #store(definition: TemplateDefinition, actor: Actor): Promise<Template> {
    const { database, bus, now } = this.#context;
    const object = viewOf(await nextVersion(database, definition, now(), actor.name));
    this.#latest.set(object.name, object);
    bus.emit({ kind: 'template', object });
    return object;
  }

  #editable(name: string): Template {
    const latest = this.#latest.get(name) ?? this.#unknown(name);
    if (latest.shipped) throw shippedStays(name);
    return latest;
  }

  #unknown(name: string, version?: number): never {
    throw unknownTemplate(name, version, [...this.#latest.keys()]);
  }
}

async function nextVersion(
  { templates }: TemplatesContext['database'],
  definition: TemplateDefinition,
  createdAt: string,
  createdBy: string,
): Promise<TemplateRow> {
  const { name } = definition;
  const row = { name, version: (await templates.lastVersion(name)) + 1, definition, createdAt, createdBy };
  await templates.add(row);
  return { ...row, removedAt: null };
}

function viewOf({ definition, version, createdAt, createdBy }: TemplateRow): Template {
  return { ...definition, version, shipped: createdBy === SHIPPED_BY, createdAt, createdBy };
}

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
