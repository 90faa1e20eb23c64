import { html } from 'hono/html';
import type { Heartbeats } from '../agents/heartbeats.ts';
import { instanceOf } from '../inventory/instances.ts';
import type { Simulation } from '../simulation.ts';
import type { Host, Status } from '../state/schema.ts';
import { workflowOf } from '../workflow/workflows.ts';
import { duration, statusClass } from './format.ts';

export function hostsSection(simulation: Simulation, heartbeats: Heartbeats) {
  const { hosts } = simulation.store.state;
  const newestFirst = [...hosts].sort((a, b) => b.createdAt - a.createdAt);
  return html`<section id="hosts">
    <div class="head">
      <h2>Hosts</h2>
      <span>${hosts.length} registered</span>
    </div>
    <div class="panel">
      ${
        hosts.length === 0
          ? html`<p class="empty">
              No hosts yet. Register one over the API, or onboard a node interactively.
            </p>`
          : html`<table>
              <thead>
                <tr>
                  <th>Serial</th>
                  <th>Host</th>
                  <th>State</th>
                  <th>Onboarding</th>
                  <th>Provisioning</th>
                  <th>Status</th>
                  <th>Address</th>
                  <th class="right">Last report</th>
                </tr>
              </thead>
              <tbody>
                ${newestFirst.map((host) => hostRow(simulation, heartbeats, host))}
              </tbody>
            </table>`
      }
    </div>
  </section>`;
}

function hostRow(simulation: Simulation, heartbeats: Heartbeats, host: Host) {
  const heard = heartbeats.lastHeartbeat(host.resourceId);
  return html`<tr>
    <td class="mono nowrap" data-label="Serial">${host.serialNumber === '' ? '–' : host.serialNumber}</td>
    <td class="nowrap" data-label="Host">
      <div>
        ${host.name === '' || host.name === host.serialNumber ? '' : html`<div>${host.name}</div>`}
        <div class="mono faint" title="${host.uuid}">${host.resourceId}</div>
      </div>
    </td>
    <td class="nowrap" data-label="State">${stateText(host)}</td>
    <td data-label="Onboarding">${onboarding(host)}</td>
    <td data-label="Provisioning">${provisioning(simulation, host)}</td>
    <td class="nowrap" data-label="Status">${shown(host.hostStatus)}</td>
    <td class="mono nowrap" data-label="Address">${host.bmcIp === '' ? '–' : host.bmcIp}</td>
    <td class="right" data-label="Last report">
      ${heard === undefined ? '–' : `${duration(Date.now() - heard)} ago`}
    </td>
  </tr>`;
}

function stateText(host: Host): string {
  const word = (state: string) => state.replace('HOST_STATE_', '').toLowerCase();
  const [current, desired] = [word(host.currentState), word(host.desiredState)];
  return current === desired ? current : `${current} → ${desired}`;
}

/** A failed registration prevents onboarding, so it is shown instead. */
function onboarding(host: Host) {
  const isRefused = host.registrationStatus.indicator === 'STATUS_INDICATION_ERROR';
  return shown(isRefused ? host.registrationStatus : host.onboardingStatus);
}

function provisioning(simulation: Simulation, host: Host) {
  const instance = instanceOf(simulation.store, host);
  if (instance === undefined) return html`<span class="faint">no instance</span>`;
  const workflow = workflowOf(simulation.store, instance);
  return html`<div>
    ${shown(instance.provisioningStatus)}
    ${
      workflow === undefined
        ? ''
        : html`<div class="steps" aria-hidden="true">
            ${workflow.actions.map((action) => html`<i class="${stepClass(action)}" title="${action.name}"></i>`)}
          </div>`
    }
  </div>`;
}

/** An action that the worker has received counts as running even before its first report. */
function stepClass(action: { state: string; startedAt: number | null }): string {
  return action.state === 'PENDING' && action.startedAt !== null ? 'RUNNING' : action.state;
}

function shown(status: Status) {
  const since = status.since === 0 ? '' : new Date(status.since * 1000).toISOString();
  return html`<span class="${statusClass(status.indicator)}" title="${since}">${status.text}</span>`;
}
