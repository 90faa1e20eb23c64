import { join } from 'node:path';
import type { NodeRow } from '../db/api.ts';
import type { OrchestratorAdapter } from '../orchestrator/api.ts';
import type { Core } from './api.ts';
import { bootPolicyOf, reportsOn } from './boots/boot-policy.ts';
import { Boots } from './boots/boots.ts';
import { Recoveries, type RecoveriesParts } from './boots/recoveries.ts';
import { Bulks } from './bulks/bulks.ts';
import { Bus } from './bus.ts';
import { Checkpoints } from './checkpoints/checkpoints.ts';
import { CheckpointRule, type CheckpointRuleParts } from './checkpoints/checkpoint-rule.ts';
import { planGoBack } from './checkpoints/go-back.ts';
import { planCheckpoint, planDropCheckpoint } from './checkpoints/plans.ts';
import { BootTimesReader } from './comparison/boot-times.ts';
import { compareBoots } from './comparison/comparison.ts';
import { type ConsoleParts, Consoles } from './console/consoles.ts';
import { SerialTails } from './console/serial-tails.ts';
import { Devices } from './devices/devices.ts';
import { planAttachDisk, planAttachNic, planDetachDisk, planDetachNic } from './devices/plans.ts';
import { type Context, type CoreOptions, hostNamed } from './context.ts';
import { Planning } from './create/plan.ts';
import { AutomaticDiagnoses, type AutomaticParts } from './diagnosis/automatic.ts';
import { Demos } from './demo/demos.ts';
import { Diagnoses, type DiagnosesParts } from './diagnosis/diagnoses.ts';
import { Exports } from './exports/exports.ts';
import { Faults } from './faults/faults.ts';
import { Hosts } from './hosts/hosts.ts';
import { Adoption } from './inventory/adoption.ts';
import { Images } from './images/images.ts';
import { Inventory } from './inventory/inventory.ts';
import { Metrics } from './metrics/metrics.ts';
import { BootOptions } from './networks/boot-options.ts';
import { Networks } from './networks/networks.ts';
import { stalledNotice } from '../../lib/domain/notices/notices.ts';
import { Notifications } from './notifications/notifications.ts';
import { Addresses } from './nodes/addresses.ts';
import { Clones } from './nodes/clones.ts';
import { Nodes } from './nodes/nodes.ts';
import { nodeFrom, NodeRegistry } from './nodes/registry.ts';
import { RunScaling } from './runs/run-scale.ts';
import { NodeResources } from './nodes/resources.ts';
import { Presentations } from './presenting/presentations.ts';
import { Runs } from './runs/runs.ts';
import { RunHolds } from './runs/holds.ts';
import { RunControl } from './runs/run-control.ts';
import { settingsOf } from './nodes/settings.ts';
import { type AdoptionParts, DomainAdoption } from './domains/domain-adoption.ts';
import { HostObjects } from './host-objects/host-objects.ts';
import { AnyDomains } from './domains/domains.ts';
import { BootTurns } from './operations/boot-turns.ts';
import { type Parts, planCreate, planDelete } from './operations/lifecycle.ts';
import { planEdit } from './operations/edit.ts';
import { Operations } from './operations/operations.ts';
import { powerPlanners } from './operations/power.ts';
import { planReprovision } from './operations/reprovision.ts';
import { resumeOperations } from './operations/resume.ts';
import { Runner } from './operations/runner.ts';
import { Orchestrators } from './orchestrators/orchestrators.ts';
import { Polling } from './orchestrators/polling.ts';
import { Provisioning } from './orchestrators/provisioning.ts';
import { ProjectHosts } from './orchestrators/project-hosts.ts';
import { type PreflightParts, Preflights } from './preflight/preflights.ts';
import { Orphans } from './orphans/orphans.ts';
import { Replays, type ReplaysParts } from './recordings/replays.ts';
import { ScreenRecorder } from './recordings/screen-recorder.ts';
import { DEFAULT_LIMITS } from './retention/limits.ts';
import { Retention } from './retention/retention.ts';
import { Schedules, type SchedulesParts } from './schedules/schedules.ts';
import { explained } from './rules/explanations.ts';
import { Rules } from './rules/rules.ts';
import { LocalIndexEngine } from './search/index-engine.ts';
import { Indexer, type IndexerParts } from './search/indexer.ts';
import { SavedSearches } from './search/saved-searches.ts';
import { Search, type SearchParts } from './search/search.ts';
import { ConsolePresence } from './presence/presence.ts';
import { Templates } from './templates/templates.ts';

/**
 * The rules of the product, on top of a database, hosts and orchestrators, which the caller has to close. Operations that
 * an earlier process of the server began continue once this resolves.
 */
export async function openCore(options: CoreOptions): Promise<Core> {
  const { context, open, adapters } = contextFrom(options);
  const registry = new NodeRegistry(context.database, context.bus);
  // Before those who begin boots.
  const holds = new RunHolds(context);
  const [networks, templates] = [new Networks(context), await Templates.open(context)];
  const resources = new NodeResources(context, networks, templates);
  const policyOf = (row: NodeRow) => bootPolicyOf(context, templates, row);
  const boots = new Boots(context, registry, policyOf);
  const addresses = new Addresses(context, registry, leaseOf(context));
  const domains = new AnyDomains(context, registry);
  const adoption = new Adoption(context, registry, boots);
  const inventory = new Inventory({ context, registry, boots, domains, adoption });
  const faults = new Faults({ context, registry, inventory });
  const [operations, images] = [new Operations(context, registry), new Images(context, registry)];
  const turns = new BootTurns(context, registry, holds);
  const parts = { context, registry, boots, inventory, resources, turns };
  const runner = new Runner(context, operations, plannersOf(parts));
  const retention = new Retention(context, options.retention ?? DEFAULT_LIMITS);
  const runs = new Runs(context.database, context.bus, context.now, (row) => holds.of(row));
  const notifications = new Notifications({ context, runs, options });
  const bootOptions = new BootOptions(context, registry);
  const projectHosts = new ProjectHosts(context, registry);
  const planning = new Planning({ context, registry, networks, templates, images, projectHosts });
  const nodes = nodesOf({ ...parts, runs, operations, runner, planning, projectHosts, templates, policyOf });
  const ofRuns = runSections({ context, registry, nodes, planning, runs, holds, templates });
  const { hostObjects, checkpoints, presentations, presence } = smallSections(context, registry, nodes);
  const checks = checksOf({ ...parts, networks, templates, planning, runner, nodes, notifications });
  const rules = [faults, presence, ...rulesOf({ context, registry, boots, policyOf, checkpoints }, nodes)];
  const followers = [inventory, images, bootOptions, hostObjects];
  const hosts = new Hosts({ ...parts, hosts: open, followers });
  const metrics = new Metrics(context, registry, options.metricsInterval);
  const searching = searchOf(options, { context, registry, boots, runs, retention, notifications });
  const screens = new ScreenRecorder({ context, registry, boots, interval: options.screenInterval ?? 0 });
  const poll = pollingOf({ context, registry, boots, addresses });
  const orchestrators = new Orchestrators({ context, registry, adapters, poll });
  for (const part of [orchestrators, hosts]) await part.load();

  // Before the inventory, which needs the nodes to interpret what the host reports.
  await resume({ ...parts, operations, runner, ofRuns, faults });
  const measuring = [screens, metrics, searching.savedSearches, searching.indexer];
  openAll([...measuring, inventory, hosts, orchestrators, retention, images, notifications]);
  const closing = [presentations, checks, ...rules, ...closingOf(ofRuns), ...measuring, domains, bootOptions];
  const last = [images, retention, orchestrators, runner, hosts, hostObjects, inventory, boots, addresses];

  return {
    ...{ nodes, checkpoints, presentations, presence, faults, ...nodeSections({ ...parts, nodes }) },
    ...checks.sections,
    ...{ operations, ...ofRuns, hosts, bootOptions, templates, orchestrators, projectHosts, images },
    ...{ capacity: { list: (query) => planning.capacity(query) }, usage: usageSection(metrics), hostObjects },
    webhooks: notifications.webhooks,
    ...anyDomainSections({ context, registry, domains, adoption, inventory, projectHosts }),
    ...{ exports: new Exports({ context, registry, networks }), provisioning: new Provisioning(context) },
    ...recordingSections({ context, registry, nodes, boots, retention, screens, others: domains.consoles }),
    ...{
      ...searching.sections,
      onChange: (listener) => context.bus.on(listener),
      latestChange: () => context.bus.emitted,
    },
    ready: () => hosts.isAnyReady(),
    close: () => closeAll([...closing, ...last, notifications, context.bus]),
  };
}

const smallSections = (context: Context, registry: NodeRegistry, nodes: Nodes) => ({
  hostObjects: new HostObjects(context),
  checkpoints: new Checkpoints(context, registry, nodes),
  presentations: new Presentations(context),
  presence: new ConsolePresence(context),
});

type IndexedParts = Omit<IndexerParts & SearchParts, 'indexer' | 'engine'> & {
  readonly retention: Retention;
  readonly notifications: Notifications;
};

/** The index follows what is printed, and what is removed. */
function searchOf({ indexEngine, dataDir }: CoreOptions, { retention, ...parts }: IndexedParts) {
  const engine = indexEngine ?? new LocalIndexEngine({ dataDir });
  const indexer = new Indexer({ ...parts, engine });
  retention.onRemoved((boot) => indexer.forget(boot));
  const search = new Search({ ...parts, engine, indexer });
  const savedSearches = new SavedSearches({ ...parts, find: (request) => search.find(request) });
  return { indexer, savedSearches, sections: { search, savedSearches } };
}

type RunParts = Omit<ConstructorParameters<typeof RunControl>[0] & SchedulesParts, 'bulks'> & {
  readonly planning: Planning;
};

function runSections(parts: RunParts) {
  const bulks = new Bulks(parts.context, parts.registry, parts.nodes);
  const all = { ...parts, bulks };
  return {
    ...{ bulks, runs: parts.runs, runControl: new RunControl(all), scaling: new RunScaling(all) },
    schedules: new Schedules(all),
    demo: new Demos(all),
  };
}

/** What others begin is closed after them. */
const closingOf = ({ demo, schedules, runControl, bulks }: ReturnType<typeof runSections>) => [
  demo,
  schedules,
  runControl,
  bulks,
];

interface Resumed {
  readonly context: Context;
  readonly registry: NodeRegistry;
  readonly boots: Boots;
  readonly operations: Operations;
  readonly runner: Runner;
  readonly faults: Faults;
  readonly ofRuns: ReturnType<typeof runSections>;
}

/** What an earlier process knew and did. */
async function resume({ context, registry, boots, faults, ...rest }: Resumed): Promise<void> {
  const { operations, runner, ofRuns } = rest;
  await recallNodes(context, registry, boots);
  await faults.recall();
  await resumeOperations(context, registry, operations, runner);
  // Cancellations and schedules begin bulk actions.
  await ofRuns.bulks.resume();
  await ofRuns.runControl.resume();
  await ofRuns.schedules.resume();
  await ofRuns.demo.resume();
}

type NodesParts = Omit<ConstructorParameters<typeof Nodes>[0], 'settingsOf'> &
  Pick<Parameters<typeof settingsOf>[0], 'templates' | 'policyOf'>;

const nodesOf = ({ templates, policyOf, ...parts }: NodesParts): Nodes =>
  new Nodes({
    ...parts,
    settingsOf: (row) =>
      settingsOf({ templates, policyOf, reports: (name) => reportsOn(parts.context, name) }, row),
  });

const anyDomainSections = ({ projectHosts, ...parts }: AdoptionParts & { projectHosts: ProjectHosts }) => ({
  domains: parts.domains,
  adopt: new DomainAdoption(parts).adopt,
  orphans: new Orphans({ ...parts, projectHosts }),
});

type RecordingParts = ReplaysParts & ConsoleParts & { readonly retention: Retention };

function recordingSections(
  parts: RecordingParts,
): Pick<
  Core,
  'consoles' | 'serialTails' | 'recordings' | 'compareBoots' | 'bootTimes' | 'storage' | 'rules'
> {
  const consoles = new Consoles(parts.context, parts);
  const [times, tails] = [new BootTimesReader(parts.context), new SerialTails(parts)];
  return {
    consoles,
    serialTails: (asked, lines) => tails.read(asked, lines),
    rules: ruleSection({ ...parts, consoles }),
    recordings: new Replays(parts).section,
    compareBoots: (base, other) => compareBoots({ nodes: parts.nodes, consoles }, base, other),
    bootTimes: (query) => times.read(query),
    storage: () => parts.retention.storage(),
  };
}

function ruleSection(parts: Parameters<typeof explained>[0] & { readonly context: Context }): Core['rules'] {
  const { rules } = parts.context;
  return {
    list: () => rules.list(),
    get: (name) => rules.get(name),
    save: (name, request, actor) => rules.save(name, request, actor),
    remove: (name, actor) => rules.remove(name, actor),
    lint: (source) => rules.lint(source),
    test: (source) => rules.test(source),
    explain: (request) => explained(parts, request),
  };
}

/** What is looked at before a boot, and when it fails or stalls. */
function checksOf(
  parts: PreflightParts & Omit<DiagnosesParts, 'preflights'> & { readonly notifications: Notifications },
) {
  const preflights = new Preflights(parts);
  const diagnoses = new Diagnoses({ ...parts, preflights });
  const onSlow: AutomaticParts['onSlow'] = (record, slow) =>
    void parts.notifications.raise(stalledNotice(nodeFrom(record), slow));
  const automatic = new AutomaticDiagnoses({ ...parts, diagnoses, onSlow });
  return {
    sections: { preflights, diagnoses },
    close: async (): Promise<void> => {
      await diagnoses.close();
      await automatic.close();
    },
  };
}

const pollingOf =
  (parts: ConstructorParameters<typeof Polling>[0]) =>
  (adapter: OrchestratorAdapter): Polling =>
    new Polling(parts, adapter);

const leaseOf = (context: Context) => (row: NodeRow) =>
  hostNamed(context, row.host).networks.address(row.network, row.mac);

const usageSection = (metrics: Metrics): Core['usage'] => ({
  now: async (query) => Promise.resolve(metrics.now(query)),
  ofHost: async (name, window) => Promise.resolve(metrics.ofHost(name, window)),
  ofNode: async (idOrName, window) => Promise.resolve(metrics.ofNode(idOrName, window)),
  counters: () => metrics.counters(),
});

/** What the console does by itself, because a template or create says so. */
const rulesOf = (parts: Omit<RecoveriesParts, 'act'> & CheckpointRuleParts, nodes: Nodes) => [
  new CheckpointRule(parts),
  new Recoveries({ ...parts, act: actOf(nodes) }),
];

/** An operation of the console's own. */
const actOf =
  (nodes: Nodes): RecoveriesParts['act'] =>
  (id, action, name) =>
    nodes.act(id, action, { userId: '', name, role: 'operator' });

function openAll(parts: readonly { open(): void }[]): void {
  for (const part of parts) part.open();
}

/** One after the other, in this order. */
async function closeAll(parts: readonly { close(): void | Promise<void> }[]): Promise<void> {
  for (const part of parts) await part.close();
}

const nodeSections = (parts: Parts & { readonly nodes: Nodes }): Pick<Core, 'devices' | 'clone'> => ({
  devices: new Devices(parts),
  clone: new Clones(parts.context, parts.registry, parts.nodes).clone,
});

const plannersOf = (parts: Parts) => ({
  create: planCreate(parts),
  reprovision: planReprovision(parts),
  edit: planEdit(parts),
  'attach-disk': planAttachDisk(parts),
  'detach-disk': planDetachDisk(parts),
  'attach-nic': planAttachNic(parts),
  'detach-nic': planDetachNic(parts),
  checkpoint: planCheckpoint(parts),
  'go-back': planGoBack(parts),
  'drop-checkpoint': planDropCheckpoint(parts),
  delete: planDelete(parts),
  ...powerPlanners(parts),
});

async function recallNodes(context: Context, registry: NodeRegistry, boots: Boots): Promise<void> {
  for (const row of await context.database.nodes.list({ deleted: false })) {
    registry.add(row, 'no state');
    await boots.recall(row.id);
  }
}

/** The context, and its maps that people add to. */
function contextFrom({ hosts, orchestrators, clock = Date.now, ...rest }: CoreOptions) {
  const open = new Map(hosts.map((host) => [host.name, host]));
  const adapters = new Map(orchestrators.map((adapter) => [adapter.name, adapter]));
  const context: Context = {
    ...rest,
    hosts: open,
    orchestrators: adapters,
    rules: new Rules(rest.rulesDir ?? join(rest.dataDir, 'rules')),
    bus: new Bus(clock()),
    now: () => new Date(clock()).toISOString(),
  };
  return { context, open, adapters };
}
