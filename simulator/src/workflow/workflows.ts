import { randomUUID } from 'node:crypto';
import { SimulatorError } from '../error.ts';
import { updateHost } from '../inventory/hosts.ts';
import { updateInstance } from '../inventory/instances.ts';
import { sameStatus, status } from '../inventory/status.ts';
import type { Simulation } from '../simulation.ts';
import type { ActionState, Host, Instance, OperatingSystem, Status, Workflow } from '../state/schema.ts';
import type { Store } from '../state/store.ts';
import { actionsFor, actionText, actionTimeoutSeconds } from './actions.ts';

/** Starts the provisioning of an instance; the node gets it with its next poll. */
export function startWorkflow(simulation: Simulation, instance: Instance, host: Host): Workflow | undefined {
  const { state } = simulation.store;
  const os = osOf(simulation.store, instance);
  if (os?.osProvider !== 'OS_PROVIDER_KIND_INFRA') return;
  const encrypted = instance.securityFeature === 'SECURITY_FEATURE_SECURE_BOOT_AND_FULL_DISK_ENCRYPTION';
  const workflow: Workflow = {
    id: randomUUID(),
    hostId: host.resourceId,
    instanceId: instance.resourceId,
    state: 'PENDING',
    actions: actionsFor(os.osType, encrypted).map(({ name }) => ({
      name,
      state: 'PENDING',
      message: '',
      startedAt: null,
    })),
    createdAt: Date.now(),
  };
  state.workflows.push(workflow);
  updateInstance(simulation.store, instance, { provisioningStatus: status.provisioning.inProgress() });
  return workflow;
}

export function workflowOf(store: Store, instance: Instance): Workflow | undefined {
  return store.state.workflows.find((workflow) => workflow.instanceId === instance.resourceId);
}

/** The index of the first unfinished action, from 1; undefined if the workflow has ended. */
export function currentIndex(workflow: Workflow): number | undefined {
  if (workflow.state !== 'PENDING' && workflow.state !== 'RUNNING') return;
  const index = workflow.actions.findIndex((action) => action.state !== 'SUCCESS');
  return index === -1 ? undefined : index + 1;
}

/** Records that a worker has received an action: starts its timeout and updates the status. */
export function startAction(store: Store, workflow: Workflow, index: number): void {
  const action = workflow.actions[index - 1];
  if (action?.startedAt === null) {
    action.startedAt = Date.now();
    workflow.state = 'RUNNING';
    store.changed();
  }
  showProgress(store, workflow);
}

export interface ActionReport {
  readonly state: Extract<ActionState, 'RUNNING' | 'SUCCESS' | 'FAILED'>;
  readonly message: string;
}

/**
 * Records a worker's report. Repeated reports change nothing, because a worker repeats a report if the response was lost.
 * Reports for actions that are not due yet are rejected.
 */
export function reportAction(
  { store }: Simulation,
  workflow: Workflow,
  index: number,
  report: ActionReport,
): void {
  const action = workflow.actions[index - 1];
  if (action === undefined) throw new SimulatorError('NotFound', 'workflow or action not found');
  const current = currentIndex(workflow);
  if (current === undefined || index < current) return;
  if (index > current) {
    throw new SimulatorError('gateway-conflict', `action ${current} is not finished yet`);
  }
  action.startedAt ??= Date.now();
  action.state = report.state;
  action.message = report.message;
  workflow.state = nextState(workflow, report.state, index);
  store.changed();
  showProgress(store, workflow);
}

function nextState(workflow: Workflow, reported: ActionReport['state'], index: number): ActionState {
  if (reported === 'FAILED') return 'FAILED';
  return reported === 'SUCCESS' && index === workflow.actions.length ? 'SUCCESS' : 'RUNNING';
}

/** Ends workflows whose current action has exceeded its timeout. */
export function expireActions(store: Store, now: number): void {
  for (const workflow of store.state.workflows) {
    const index = currentIndex(workflow);
    const action = index === undefined ? undefined : workflow.actions[index - 1];
    if (action?.startedAt == null) continue;
    if (now - action.startedAt < actionTimeoutSeconds(action.name) * 1000) continue;
    action.state = 'TIMEOUT';
    workflow.state = 'TIMEOUT';
    store.changed();
    showProgress(store, workflow);
  }
}

/** Its images have no agents, so nothing is ever reported after the installation. */
export const isStandalone = (os: OperatingSystem | undefined): boolean =>
  os?.metadata.includes('standalone-node') === true;

export const osOf = ({ state }: Store, { osId }: Instance): OperatingSystem | undefined =>
  state.operatingSystems.find(({ resourceId }) => resourceId === osId);

/** Updates the statuses of instance and host from the workflow. */
function showProgress(store: Store, workflow: Workflow): void {
  const instance = store.state.instances.find((candidate) => candidate.resourceId === workflow.instanceId);
  const host = store.state.hosts.find((candidate) => candidate.resourceId === workflow.hostId);
  if (instance === undefined || host === undefined) return;
  if (workflow.state === 'SUCCESS') {
    updateInstance(store, instance, {
      currentState: 'INSTANCE_STATE_RUNNING',
      provisioningStatus: status.provisioning.done(),
    });
    if (isStandalone(osOf(store, instance))) return;
    // Every successful workflow ends with a reboot; the agents' heartbeats then change this to "Running".
    updateHost(store, host, { hostStatus: status.host.rebooting() });
    return;
  }
  const shown = provisioningStatusOf(workflow);
  if (sameStatus(shown, instance.provisioningStatus)) return;
  updateInstance(store, instance, { provisioningStatus: shown });
}

function provisioningStatusOf(workflow: Workflow): Status {
  const detail = progressText(workflow);
  return workflow.state === 'FAILED' || workflow.state === 'TIMEOUT'
    ? status.provisioning.failed(detail)
    : status.provisioning.inProgress(detail);
}

/** "n/total: text", as the orchestrator composes it from the first action that has not succeeded. */
function progressText(workflow: Workflow): string {
  const total = workflow.actions.length;
  const first = workflow.actions.findIndex((action) => action.state !== 'SUCCESS');
  const index = first === -1 ? total - 1 : first;
  const action = workflow.actions[index];
  if (action === undefined) return '';
  let text = actionText(action.name);
  if (action.state === 'FAILED') text += action.message === '' ? ' failed' : ` failed: ${action.message}`;
  if (action.state === 'TIMEOUT') text += ' timeout';
  return `${index + 1}/${total}: ${text}`;
}
