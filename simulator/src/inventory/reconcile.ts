import type { Simulation } from '../simulation.ts';
import type { Host, Instance } from '../state/schema.ts';
import { startWorkflow, workflowOf } from '../workflow/workflows.ts';
import { instanceOf, updateInstance } from './instances.ts';
import { updateHost } from './hosts.ts';
import { sameStatus, status } from './status.ts';

/**
 * Does what the orchestrator's controllers do some time after the API has responded: brings current states to the desired
 * ones. It is idempotent, so a restart loses nothing.
 */
export function reconcile(simulation: Simulation): void {
  for (const instance of [...simulation.store.state.instances]) reconcileInstance(simulation, instance);
  // After the instances, so that a host whose instance has just been deleted is deleted in the same pass.
  for (const host of [...simulation.store.state.hosts]) reconcileHost(simulation, host);
}

function reconcileInstance(simulation: Simulation, instance: Instance): void {
  const { store } = simulation;
  const host = store.state.hosts.find((candidate) => candidate.resourceId === instance.hostId);
  if (instance.desiredState === 'INSTANCE_STATE_DELETED') {
    store.state.instances = store.state.instances.filter((other) => other !== instance);
    store.state.workflows = store.state.workflows.filter((flow) => flow.instanceId !== instance.resourceId);
    store.changed();
    return;
  }
  if (instance.desiredState === 'INSTANCE_STATE_UNTRUSTED') {
    if (instance.currentState !== 'INSTANCE_STATE_UNTRUSTED') {
      updateInstance(store, instance, { currentState: 'INSTANCE_STATE_UNTRUSTED' });
    }
    return;
  }
  if (host?.desiredState === 'HOST_STATE_UNTRUSTED') {
    const unknown = status.instance.unknown();
    if (sameStatus(instance.instanceStatus, unknown)) return;
    updateInstance(store, instance, { instanceStatus: unknown, instanceStatusDetail: '' });
    return;
  }
  if (host !== undefined && shouldProvision(simulation, instance, host)) {
    startWorkflow(simulation, instance, host);
  }
}

/** A failed provisioning is final: the instance has to be deleted and created again. */
function shouldProvision(simulation: Simulation, instance: Instance, host: Host): boolean {
  return (
    instance.currentState === 'INSTANCE_STATE_UNSPECIFIED' &&
    instance.desiredState === 'INSTANCE_STATE_RUNNING' &&
    host.currentState === 'HOST_STATE_ONBOARDED' &&
    host.desiredState !== 'HOST_STATE_DELETED' &&
    instance.provisioningStatus.indicator !== 'STATUS_INDICATION_ERROR' &&
    workflowOf(simulation.store, instance) === undefined
  );
}

function reconcileHost(simulation: Simulation, host: Host): void {
  const { store } = simulation;
  if (host.desiredState === 'HOST_STATE_DELETED') {
    const instance = instanceOf(store, host);
    if (instance === undefined) {
      store.state.hosts = store.state.hosts.filter((other) => other !== host);
      store.state.nodeClients = store.state.nodeClients.filter((client) => client.uuid !== host.uuid);
      store.changed();
      return;
    }
    const waiting = status.host.deletingAfter(instance.resourceId);
    if (!sameStatus(host.hostStatus, waiting)) updateHost(store, host, { hostStatus: waiting });
  }
  if (host.desiredState === 'HOST_STATE_UNTRUSTED' && host.currentState !== 'HOST_STATE_UNTRUSTED') {
    updateHost(store, host, {
      currentState: 'HOST_STATE_UNTRUSTED',
      hostStatus: status.host.invalidated(),
    });
    store.state.nodeClients = store.state.nodeClients.filter((client) => client.uuid !== host.uuid);
  }
}
