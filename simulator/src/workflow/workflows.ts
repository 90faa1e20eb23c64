import { randomUUID } from 'node:crypto';
import { SimulatorError } from '../error.ts';
import { updateHost } from '../inventory/hosts.ts';
import { updateInstance } from '../inventory/instances.ts';
import { sameStatus, status } from '../inventory/status.ts';
import { type Simulation } from '../simulation.ts';
import { type ActionState, type Host, type Instance, type Status, type Workflow } from '../state/schema.ts';
import { type Store } from '../state/store.ts';
import { actionsFor, actionText, actionTimeoutSeconds } from './actions.ts';

/** Sets up the provisioning of an instance; its node picks it up with its next poll. */
export function startWorkflow(simulation: Simulation, instance: Instance, host: Host): Workflow | undefined {
  const { state } = simulation.store;
  const os = state.operatingSystems.find((candidate) => candidate.resourceId === instance.osId);
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

/** The first action that is not done yet, counted from 1; none when the workflow has ended. */
export function currentIndex(workflow: Workflow): number | undefined {
  if (workflow.state !== 'PENDING' && workflow.state !== 'RUNNING') return;
  const index = workflow.actions.findIndex((action) => action.state !== 'SUCCESS');
  return index === -1 ? undefined : index + 1;
}

/** A worker has been told to do an action: from now on its time runs, and the status shows it. */
export function handOut(store: Store, workflow: Workflow, index: number): void {
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
 * Takes a worker's report. Repeating one that has been taken already changes nothing, because a worker whose
 * reply was lost repeats it; reporting ahead of the workflow is refused.
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

/** Ends workflows whose current action has run for longer than its template allows. */
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

/** Writes where a workflow stands into the statuses of its instance and host. */
function showProgress(store: Store, workflow: Workflow): void {
  const instance = store.state.instances.find((candidate) => candidate.resourceId === workflow.instanceId);
  const host = store.state.hosts.find((candidate) => candidate.resourceId === workflow.hostId);
  if (instance === undefined || host === undefined) return;
  if (workflow.state === 'SUCCESS') {
    updateInstance(store, instance, {
      currentState: 'INSTANCE_STATE_RUNNING',
      provisioningStatus: status.provisioning.done(),
    });
    // Every workflow that succeeds ends with a reboot; the agents turn this into "Running".
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
