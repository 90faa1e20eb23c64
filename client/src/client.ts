import { bootComparison } from '../../lib/contract/boot-comparison.ts';
import { host } from '../../lib/contract/host.ts';
import { hostCheckStep } from '../../lib/contract/host-check.ts';
import type { CloneInput } from '../../lib/contract/clone.ts';
import type { HostInput, HostRemoval } from '../../lib/contract/host-settings.ts';
import { hostResources } from '../../lib/contract/host-resources.ts';
import {
  networkChange,
  networkChanged,
  type NetworkChangeQuery,
  type NetworkChangeRequest,
} from '../../lib/contract/network-change.ts';
import { efiVariables } from '../../lib/contract/efi-variables.ts';
import {
  auditList,
  hostList,
  nodeList,
  operationList,
  operationResponse,
  orchestratorList,
  runList,
  templateList,
  templateVersions,
  tokenList,
} from '../../lib/contract/lists.ts';
import { ticket, type TicketRequest } from '../../lib/contract/live.ts';
import type { ExportFormat } from '../../lib/contract/node-export.ts';
import { nodeDetail, preview, removal, type CreateInput, type PowerAction } from '../../lib/contract/node.ts';
import {
  orchestrator,
  orchestratorDefinition,
  type OrchestratorInput,
} from '../../lib/contract/orchestrator.ts';
import { orchestratorCatalogue, type PolicyRequest } from '../../lib/contract/orchestrator-catalogue.ts';
import { checkStep } from '../../lib/contract/orchestrator-check.ts';
import {
  cleanUpResult,
  projectHostPage,
  registered,
  type CleanUpRequest,
  type ProjectHostQuery,
  type RegisterInput,
} from '../../lib/contract/project-host.ts';
import { orphanList, orphansCleaned } from '../../lib/contract/orphan.ts';
import { preflightStep } from '../../lib/contract/preflight.ts';
import { nodeHardware } from '../../lib/contract/node-hardware.ts';
import { scaled, type ScaleInput, scalePlan } from '../../lib/contract/run-scale.ts';
import { bulk, bulkList, type BulkInput } from '../../lib/contract/bulk.ts';
import type { NodeEdit } from '../../lib/contract/node-edit.ts';
import type { Repair } from '../../lib/domain/preflight.ts';
import { createResponse, run } from '../../lib/contract/run.ts';
import {
  activeScenario,
  ownPage,
  scenarioList,
  scenariosCleared,
  type ScenarioFilter,
  type ScenarioRequest,
} from '../../lib/contract/scenario.ts';
import { newToken, session, type PasswordRequest, type Role } from '../../lib/contract/session.ts';
import { storage } from '../../lib/contract/storage.ts';
import {
  template,
  type TemplateEditInput,
  type TemplateImport,
  type TemplateInput,
} from '../../lib/contract/template.ts';
import { type ClientOptions, Http, query, type RequestOptions, segment } from './http.ts';
import { checkpointRequests } from './checkpoints.ts';
import { domainRequests } from './domains.ts';
import { networkRequests, poolRequests } from './host-objects.ts';
import { imageRequests } from './images.ts';
import { recordingRequests } from './recordings.ts';
import { ruleRequests } from './rules.ts';
import { capacityRequest, usageRequests } from './usage.ts';

type Abortable = Pick<RequestOptions, 'signal'>;

/** The path of a boot's log of one serial port, below `/api/v1`. */
export const bootLogPath = (node: string, boot: number, port: number): string =>
  `/nodes/${segment(node)}/boots/${boot}/log/${port}`;

function nodeRequests(http: Http) {
  const at = (node: string): string => `/nodes/${segment(node)}`;
  return {
    list: async (deleted = false) =>
      (await http.json(nodeList, 'GET', `/nodes${query({ deleted: deleted ? 'true' : undefined })}`)).nodes,
    get: (node: string) => http.json(nodeDetail, 'GET', at(node)),
    create: (body: CreateInput) => http.json(createResponse, 'POST', '/nodes', { body }),
    /** A node like this one. */
    clone: (node: string, body: CloneInput) =>
      http.json(createResponse, 'POST', `${at(node)}/clone`, { body }),
    /** The nodes that a create would make. */
    preview: (body: CreateInput, options?: Abortable) =>
      http.json(preview, 'POST', '/nodes/preview', { body, ...options }),
    /** The steps of the check before a power-on, as they end. */
    preflight: (node: string, options?: Abortable) =>
      http.lines(preflightStep, 'POST', `${at(node)}/preflight`, { ...LINES, ...options }),
    /** The same for the nodes that a create would make. */
    preflightOf: (body: CreateInput, options?: Abortable) =>
      http.lines(preflightStep, 'POST', '/nodes/preflight', { ...LINES, body, ...options }),
    repair: (node: string, repair: Repair) => http.text('POST', `${at(node)}/repair`, { body: { repair } }),
    act: async (node: string, action: PowerAction) =>
      (await http.json(operationResponse, 'POST', `${at(node)}/actions`, { body: { action } })).operation,
    /** Overwrites its disk, resets its firmware variables and TPM, and boots it again. */
    reprovision: async (node: string) =>
      (await http.json(operationResponse, 'POST', `${at(node)}/reprovision`)).operation,
    edit: async (node: string, body: NodeEdit) =>
      (await http.json(operationResponse, 'PATCH', at(node), { body })).operation,
    /** What a deletion would remove. */
    removal: (node: string) => http.json(removal, 'GET', `${at(node)}/removal`),
    /** `orchestrator`: its instance and host there, too. */
    remove: async (node: string, { orchestrator }: { readonly orchestrator: boolean }) => {
      const path = `${at(node)}${query({ orchestrator: String(orchestrator) })}`;
      return (await http.json(operationResponse, 'DELETE', path)).operation;
    },
    operations: async (node: string) =>
      (await http.json(operationList, 'GET', `${at(node)}/operations`)).operations,
    xml: (node: string, options?: Abortable) =>
      http.text('GET', `${at(node)}/xml`, { accept: 'application/xml', ...options }),
    /** What can be changed of its machine: as it is now, and after its next power-off. */
    hardware: (node: string, options?: Abortable) =>
      http.json(nodeHardware, 'GET', `${at(node)}/hardware`, options),
    /** What the firmware remembers. */
    efiVariables: (node: string, options?: Abortable) =>
      http.json(efiVariables, 'GET', `${at(node)}/efi-variables`, options),
    /** No time limit: a log may be long and its reader slow. */
    log: (node: string, boot: number, port: number) =>
      http.response('GET', bootLogPath(node, boot, port), {
        accept: 'text/plain, application/octet-stream',
        endless: true,
      }),
    /** The same in its true time, as asciicast. */
    cast: (node: string, boot: number, port: number) =>
      http.response('GET', `${at(node)}/boots/${boot}/cast/${port}`, {
        accept: 'application/x-asciicast',
        endless: true,
      }),
    /** That boot as the base, and another one. */
    compare: (node: string, boot: number, other: { readonly node: string; readonly boot: number }) =>
      http.json(
        bootComparison,
        'GET',
        `${at(node)}/boots/${boot}/comparison${query({ node: other.node, boot: String(other.boot) })}`,
      ),
    /** Its screen as PNG. */
    screenshot: (node: string) => http.response('GET', `${at(node)}/screenshot`, { accept: 'image/png' }),
  };
}

function accountRequests(http: Http) {
  return {
    session: {
      get: () => http.json(session, 'GET', '/session'),
      /** The whole response, because the session is in its cookie. */
      open: (body: { readonly email: string; readonly password: string }) =>
        http.response('POST', '/session', { body }),
      close: () => http.text('DELETE', '/session'),
    },
    changePassword: (body: PasswordRequest) => http.text('POST', '/password', { body }),
    tokens: {
      list: async () => (await http.json(tokenList, 'GET', '/tokens')).tokens,
      create: (body: { readonly name: string; readonly role: Role; readonly days: number }) =>
        http.json(newToken, 'POST', '/tokens', { body }),
      revoke: (id: string) => http.text('DELETE', `/tokens/${segment(id)}`),
    },
    /** Newest first; `before` continues after the event with that id. */
    audit: async (page: { readonly limit: number; readonly before?: string | undefined }) =>
      (
        await http.json(
          auditList,
          'GET',
          `/audit${query({ limit: String(page.limit), before: page.before })}`,
        )
      ).events,
    /** Valid once, for a few seconds: fetch it right before opening the socket. */
    ticket: async (body: TicketRequest) => (await http.json(ticket, 'POST', '/tickets', { body })).ticket,
  };
}

/** Documents that arrive one by one, as long as it takes. */
const LINES = { accept: 'application/x-ndjson', endless: true } as const;

interface CheckOptions extends Abortable {
  readonly fingerprints?: Partial<Record<'api' | 'boot' | 'secureBoot', string | undefined>>;
}

function orchestratorRequests(http: Http) {
  const at = (name: string): string => `/orchestrators/${segment(name)}`;
  return {
    list: async () => (await http.json(orchestratorList, 'GET', '/orchestrators')).orchestrators,
    /** The settings of an added orchestrator, without secrets. */
    get: (name: string) => http.json(orchestratorDefinition, 'GET', at(name)),
    add: (body: OrchestratorInput) => http.json(orchestrator, 'POST', '/orchestrators', { body }),
    edit: (body: OrchestratorInput) => http.json(orchestrator, 'PUT', at(body.name), { body }),
    remove: (name: string) => http.text('DELETE', at(name)),
    /** The steps as they end. `fingerprints`: of CAs to trust, for settings without a CA. */
    check: (body: OrchestratorInput, { fingerprints = {}, signal }: CheckOptions = {}) =>
      http.lines(checkStep, 'POST', `/orchestrators/check${query(fingerprints)}`, {
        ...{ body, ...LINES },
        ...(signal === undefined ? {} : { signal }),
      }),
    /** Its OS profiles, and what it installs automatically. */
    catalogue: (name: string) => http.json(orchestratorCatalogue, 'GET', `${at(name)}/catalogue`),
    /** For the whole project. */
    changePolicy: (name: string, body: PolicyRequest) =>
      http.json(orchestratorCatalogue, 'POST', `${at(name)}/policy`, { body }),
    /** A page of all hosts of its project. */
    hosts: (name: string, { offset, limit, ...rest }: Partial<ProjectHostQuery> = {}) =>
      http.json(
        projectHostPage,
        'GET',
        `${at(name)}/hosts${query({ ...rest, offset: offset?.toString(), limit: limit?.toString() })}`,
      ),
    /** Machines that are no nodes of the console. */
    register: async (name: string, body: RegisterInput) =>
      (await http.json(registered, 'POST', `${at(name)}/hosts`, { body })).hosts,
    cleanUp: (name: string, body: CleanUpRequest) =>
      http.json(cleanUpResult, 'POST', `${at(name)}/hosts/clean-up`, { body }),
    scenarios: (name: string) => http.json(scenarioList, 'GET', `${at(name)}/scenarios`),
    startScenario: (name: string, body: ScenarioRequest) =>
      http.json(activeScenario, 'POST', `${at(name)}/scenarios`, { body }),
    clearScenarios: (name: string, filter: ScenarioFilter) =>
      http.json(scenariosCleared, 'DELETE', `${at(name)}/scenarios${query(filter)}`),
    /** The simulator's own page, signed in. */
    page: (name: string) => http.json(ownPage, 'POST', `${at(name)}/page`),
  };
}

function templateRequests(http: Http) {
  const at = (name: string): string => `/templates/${segment(name)}`;
  const ofVersion = (version?: number): string => query({ version: version?.toString() });
  return {
    list: async () => (await http.json(templateList, 'GET', '/templates')).templates,
    /** Without a version the latest one. */
    get: (name: string, version?: number) => http.json(template, 'GET', `${at(name)}${ofVersion(version)}`),
    /** The latest first. */
    versions: async (name: string) =>
      (await http.json(templateVersions, 'GET', `${at(name)}/versions`)).versions,
    add: (body: TemplateInput) => http.json(template, 'POST', '/templates', { body }),
    /** A conflict when `basedOn` is not the latest version. */
    edit: (body: TemplateEditInput) => http.json(template, 'PUT', at(body.name), { body }),
    /** What it would make. */
    preview: (body: TemplateInput, options?: Abortable) =>
      http.json(preview, 'POST', '/templates/preview', { body, ...options }),
    import: (body: TemplateImport) => http.json(template, 'POST', '/templates/import', { body }),
    /** As YAML. */
    export: (name: string, version?: number) =>
      http.text('GET', `${at(name)}/yaml${ofVersion(version)}`, { accept: 'application/yaml' }),
    remove: (name: string) => http.text('DELETE', at(name)),
  };
}

/** What belongs to nobody. */
function orphanRequests(http: Http) {
  return {
    list: () => http.json(orphanList, 'GET', '/orphans', { endless: true }),
    /** Exactly these. */
    clean: async (ids: readonly string[]) =>
      (await http.json(orphansCleaned, 'POST', '/orphans/clean', { body: { ids }, endless: true })).results,
  };
}

/** The console's REST API, one method per request. */
export function createClient(options: ClientOptions) {
  const http = new Http(options);
  return {
    url: options.url,
    headers: options.headers ?? {},
    ...accountRequests(http),
    nodes: nodeRequests(http),
    orchestrators: orchestratorRequests(http),
    operations: {
      get: async (id: string) =>
        (await http.json(operationResponse, 'GET', `/operations/${segment(id)}`)).operation,
    },
    /** Actions on several nodes. */
    bulks: {
      list: async () => (await http.json(bulkList, 'GET', '/bulks')).bulks,
      get: (id: string) => http.json(bulk, 'GET', `/bulks/${segment(id)}`),
      begin: (body: BulkInput) => http.json(bulk, 'POST', '/bulks', { body }),
      /** Leaves out the nodes that still wait. */
      cancel: (id: string) => http.json(bulk, 'DELETE', `/bulks/${segment(id)}`),
    },
    runs: {
      list: async () => (await http.json(runList, 'GET', '/runs')).runs,
      get: (id: string) => http.json(run, 'GET', `/runs/${segment(id)}`),
      /** What would be done so that a run has so many nodes. */
      planScale: (id: string, count: number) =>
        http.json(scalePlan, 'GET', `/runs/${segment(id)}/scale${query({ count: String(count) })}`),
      scale: (id: string, body: ScaleInput) =>
        http.json(scaled, 'POST', `/runs/${segment(id)}/scale`, { body }),
    },
    hosts: {
      list: async () => (await http.json(hostList, 'GET', '/hosts')).hosts,
      get: (name: string) => http.json(host, 'GET', `/hosts/${segment(name)}`),
      add: (body: HostInput) => http.json(host, 'POST', '/hosts', { body }),
      edit: (body: HostInput) => http.json(host, 'PUT', `/hosts/${segment(body.name)}`, { body }),
      /** The steps as they end; changes nothing. */
      check: (body: HostInput, { signal }: Abortable = {}) =>
        http.lines(hostCheckStep, 'POST', '/hosts/check', {
          ...{ body, ...LINES },
          ...(signal === undefined ? {} : { signal }),
        }),
      /** `forget`: its name once more, if its nodes and images are to stay there, unknown to the console. */
      remove: (name: string, { forget }: HostRemoval = {}) =>
        http.text('DELETE', `/hosts/${segment(name)}${query({ forget })}`),
      resources: (name: string) => http.json(hostResources, 'GET', `/hosts/${segment(name)}/resources`),
      /** What a change of the boot options of somebody else's network would do. */
      networkChange: (host: string, network: string, { change, orchestrator }: NetworkChangeQuery) =>
        http.json(networkChange, 'GET', `${optionsOf(host, network)}${query({ change, orchestrator })}`),
      changeNetwork: (host: string, network: string, body: NetworkChangeRequest) =>
        http.json(networkChanged, 'POST', optionsOf(host, network), { body }),
    },
    domains: domainRequests(http),
    networks: networkRequests(http),
    pools: poolRequests(http),
    orphans: orphanRequests(http),
    templates: templateRequests(http),
    checkpoints: checkpointRequests(http),
    images: imageRequests(http),
    capacity: capacityRequest(http),
    /** Nodes, or those of a run, written for another tool. */
    export: (format: ExportFormat, subject: ExportSubject) =>
      http.text('GET', exportPath(format, subject), { accept: 'text/plain' }),
    storage: () => http.json(storage, 'GET', '/storage'),
    usage: usageRequests(http),
    recordings: recordingRequests(http),
    rules: ruleRequests(http),
  };
}

/** Nodes by id, name, serial or UUID, and all those of a run. */
export interface ExportSubject {
  readonly nodes?: readonly string[];
  readonly run?: string | undefined;
}

function exportSearch({ nodes = [], run }: ExportSubject): string {
  const search = new URLSearchParams();
  for (const node of nodes) search.append('node', node);
  if (run !== undefined) search.set('run', run);
  return `?${search.toString()}`;
}

/** The address of the file, below `/api/v1`; for a link that downloads it. */
export const exportPath = (format: ExportFormat, subject: ExportSubject): string =>
  `/exports/${format}${exportSearch(subject)}`;

const optionsOf = (host: string, network: string): string =>
  `/hosts/${segment(host)}/networks/${segment(network)}/boot-options`;

export type ConsoleClient = ReturnType<typeof createClient>;
