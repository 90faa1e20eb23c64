import { ConsoleError } from '../../../lib/contract/error.ts';
import type { ExportFormat, ExportQuery } from '../../../lib/contract/node-export.ts';
import type { NodeRow } from '../../db/api.ts';
import type { Core } from '../api.ts';
import { type Context, hostNamed } from '../context.ts';
import type { Networks } from '../networks/networks.ts';
import type { NodeRegistry } from '../nodes/registry.ts';
import { commands } from './commands.ts';
import { exportedNode, type ExportedNode } from './exported-node.ts';
import { playbook } from './playbook.ts';
import { terraform } from './terraform.ts';
import { vagrantfile } from './vagrantfile.ts';
import { venConfig } from './ven-config.ts';

type Writer = (nodes: readonly ExportedNode[]) => string;

const WRITERS: Readonly<Record<Exclude<ExportFormat, 'xml'>, Writer>> = {
  commands,
  vagrant: vagrantfile,
  terraform,
  ansible: playbook,
  config: venConfig,
};

interface ExportsParts {
  readonly context: Context;
  readonly registry: NodeRegistry;
  readonly networks: Networks;
}

/** Nodes, written for tools other than this console. */
export class Exports implements Section {
  readonly #parts: ExportsParts;

  constructor(parts: ExportsParts) {
    this.#parts = parts;
  }

  async write(format: ExportFormat, which: ExportQuery): Promise<string> {
    const rows = await this.#rows(which);
    if (format === 'xml') return this.#definitions(rows);
    const { context, networks } = this.#parts;
    const nodes: ExportedNode[] = [];
    // One after another: each asks its host a few short questions.
    for (const row of rows) nodes.push(await exportedNode(context, networks, row));
    return WRITERS[format](nodes);
  }

  /** As libvirt has them now, with what somebody has edited. */
  async #definitions(rows: readonly NodeRow[]): Promise<string> {
    const { context } = this.#parts;
    const all = rows.map(({ host, uuid }) => hostNamed(context, host).domains.xml(uuid));
    return (await Promise.all(all)).map((xml) => (xml.endsWith('\n') ? xml : `${xml}\n`)).join('\n');
  }

  async #rows({ node: names = [], run }: ExportQuery): Promise<NodeRow[]> {
    const { registry, context } = this.#parts;
    const rows = names.map((name) => registry.require(name).row);
    if (run !== undefined) rows.push(...(await context.database.nodes.ofRun(run)).filter(isThere));
    const unique = [...new Map(rows.map((row) => [row.id, row])).values()];
    if (unique.length > 0) return unique;
    throw new ConsoleError('invalid', 'There is no node to export.', {
      fix: 'Name nodes that exist, or a run that still has some.',
    });
  }
}

type Section = Core['exports'];

const isThere = ({ deletedAt }: NodeRow): boolean => deletedAt === null;
