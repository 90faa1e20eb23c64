import type { NodeRow } from '../../db/api.ts';
import { bootsFromNetwork } from '../../../lib/contract/boot-source.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { CreateRequest } from '../../../lib/contract/node.ts';
import type { PreflightStep } from '../../../lib/contract/preflight.ts';
import { requirePermission } from '../../../lib/domain/permission.ts';
import { isOn } from '../../../lib/domain/power.ts';
import type { Repair } from '../../../lib/domain/preflight.ts';
import { authorityVolume, signatureLists, variablesVolume } from '../../hypervisor/index.ts';
import type { HypervisorHost } from '../../hypervisor/api.ts';
import type { OrchestratorAdapter } from '../../orchestrator/api.ts';
import type { Actor } from '../api.ts';
import type { Planning } from '../create/plan.ts';
import type { Networks } from '../networks/networks.ts';
import { filesOf, makeVariables } from '../nodes/node-volumes.ts';
import type { NodeRecord, NodeRegistry } from '../nodes/registry.ts';
import type { NodeResources } from '../nodes/resources.ts';
import type { Runner } from '../operations/runner.ts';
import type { Templates } from '../templates/templates.ts';
import { preflight } from './preflight.ts';
import type { Subject } from './subject.ts';
import { bootFactsOn } from '../networks/boot-facts.ts';

export interface PreflightParts {
  readonly registry: NodeRegistry;
  readonly resources: NodeResources;
  readonly networks: Networks;
  readonly templates: Templates;
  readonly planning: Planning;
  readonly runner: Pick<Runner, 'requireFree'>;
}

/** Checks before a power-on, and the repairs that they offer. */
export class Preflights {
  readonly #parts: PreflightParts;

  constructor(parts: PreflightParts) {
    this.#parts = parts;
  }

  async ofNode(
    idOrName: string,
    actor: Actor,
    signal: AbortSignal,
  ): Promise<AsyncGenerator<PreflightStep, void>> {
    requirePermission(actor, 'nodes.power');
    const { row, state } = this.#parts.registry.require(idOrName);
    const { resources, templates } = this.#parts;
    const [host, orchestrator] = [resources.host(row), resources.orchestrator(row)];
    const template = await templates.of(row);
    const at = { host, orchestrator, template, loadBoot: this.#bootOf(host, orchestrator, row) };
    return preflight({ ...at, nodes: [row], exists: true, isOn: isOn(state) }, signal);
  }

  /** Of the nodes that a create would make. Rejects like its preview. */
  async ofCreate(
    request: CreateRequest,
    actor: Actor,
    signal: AbortSignal,
  ): Promise<AsyncGenerator<PreflightStep, void>> {
    requirePermission(actor, 'nodes.create');
    const plan = await this.#parts.planning.plan(request, actor.name);
    const { host, orchestrator, template, nodes } = plan;
    const loadBoot = this.#bootOf(host, orchestrator, nodes[0]);
    const at = { host, orchestrator, template, loadBoot };
    return preflight({ ...at, nodes, exists: false, isOn: false }, signal);
  }

  /** Does what a step has offered. */
  async repair(idOrName: string, repair: Repair, actor: Actor): Promise<void> {
    requirePermission(actor, 'nodes.power');
    const record = this.#parts.registry.require(idOrName);
    this.#parts.runner.requireFree(record.row.id, record.row.name, 'start');
    if (repair === 'registration') return this.#parts.resources.register(record.row);
    requireOff(record);
    const host = this.#parts.resources.host(record.row);
    const orchestrator = this.#parts.resources.orchestrator(record.row);
    if (orchestrator === null) throw withoutOrchestrator(record);
    if (repair === 'network') return this.#parts.networks.ensure(host, orchestrator);
    const { authority, secureBootCertificate } = await orchestrator.bootFacts();
    if (repair === 'secure-boot') return enrolKey(host, record.row, secureBootCertificate);
    if (authority === null) throw withoutOrchestrator(record);
    const volume = authorityVolume(filesOf(record.row));
    // One of the same length would be kept.
    await host.storage.removeVolumes([volume]);
    await host.storage.ensureFile(volume, signatureLists(authority));
  }

  #bootOf(
    host: HypervisorHost,
    orchestrator: OrchestratorAdapter | null,
    row: Pick<NodeRow, 'bootSource' | 'networkKind' | 'network'> | undefined,
  ): Subject['loadBoot'] {
    return async () => {
      if (orchestrator === null || row === undefined || !bootsFromNetwork(row.bootSource)) return null;
      const isNone = orchestrator.orchestrator.kind === 'none';
      const facts = isNone
        ? await orchestrator.bootFacts().catch(() => null)
        : await bootFactsOn(host, orchestrator);
      if (facts === null) return null;
      const { networkKind: kind, network: name } = row;
      if (kind !== 'own') return facts.bootProgramUrl === null ? null : { facts, where: { kind, name } };
      return { facts, where: { kind, network: await this.#parts.networks.modelFor(host, orchestrator) } };
    };
  }
}

/** In what the firmware remembers now, and in what that is reset to. */
async function enrolKey(host: HypervisorHost, row: NodeRow, certificate: string | null): Promise<void> {
  if (certificate === null) {
    throw new ConsoleError('conflict', `"${row.orchestrator}" has no key for Secure Boot.`, {
      fix: 'Give the orchestrator the certificate that its programs are signed with.',
    });
  }
  const volume = variablesVolume(filesOf(row));
  // One of the same length would be kept.
  await host.storage.removeVolumes([volume]);
  await makeVariables(host, row, certificate);
  await host.nvram.enrolSigners(row.uuid, certificate, await host.storage.volumePath(volume));
}

function requireOff({ row, state }: NodeRecord): void {
  if (!isOn(state)) return;
  throw new ConsoleError('conflict', `"${row.name}" is on, and what it boots with is in use.`, {
    fix: 'Switch it off first.',
  });
}

const withoutOrchestrator = ({ row }: NodeRecord): ConsoleError =>
  new ConsoleError('conflict', `"${row.name}" has no orchestrator that gives it a CA or a network.`, {
    fix: 'There is nothing to put right.',
  });
