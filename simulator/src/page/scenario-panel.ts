import { html } from 'hono/html';
import { CATALOGUE } from '../scenarios/catalogue.ts';
import type { Simulation } from '../simulation.ts';
import type { ActiveScenario } from '../state/schema.ts';
import { duration } from './format.ts';

export function scenarioSection(simulation: Simulation, problem: string | undefined) {
  return html`<section>
    <div class="head">
      <h2>Scenarios</h2>
      <span>deliberate faults of this orchestrator</span>
    </div>
    <div class="switches">${activeScenarios(simulation)} ${scenarioForm(problem)}</div>
  </section>`;
}

function scenarioForm(problem: string | undefined) {
  return html`<div class="panel">
    <form class="set" method="post" action="/page/scenarios">
      ${problem === undefined ? '' : html`<div class="bad" role="alert">${problem}</div>`}
      <label
        >Scenario
        <select name="name" required>
          ${CATALOGUE.map(({ name, summary }) => html`<option value="${name}">${name} – ${summary}</option>`)}
        </select>
      </label>
      <div class="pair">
        <label
          >Serial numbers (empty: all)<input
            class="mono"
            name="serial"
            placeholder="VH*"
            maxlength="64"
            autocomplete="off"
        /></label>
        <label
          >Client addresses (empty: all)<input
            class="mono"
            name="address"
            placeholder="192.168.*"
            maxlength="64"
            autocomplete="off"
        /></label>
      </div>
      <label
        >Parameters<input
          class="mono"
          name="parameters"
          placeholder="seconds=60"
          maxlength="300"
          autocomplete="off"
      /></label>
      <div><button class="main">Switch on</button></div>
    </form>
    <details>
      <summary>What the scenarios do</summary>
      <dl>
        ${CATALOGUE.map(
          ({ name, summary, seen }) =>
            html`<div>
              <dt><code>${name}</code> ${summary}</dt>
              <dd>${seen}</dd>
            </div>`,
        )}
      </dl>
    </details>
  </div>`;
}

function activeScenarios(simulation: Simulation) {
  const active = simulation.scenarios.list();
  return html`<div class="panel" id="active">
    ${
      active.length === 0
        ? html`<p class="empty">No scenario is on: everything works normally.</p>`
        : html`<table>
            <thead>
              <tr>
                <th>On</th>
                <th>For</th>
                <th>Parameters</th>
                <th class="right">Since</th>
                <th></th>
              </tr>
            </thead>
            <tbody>
              ${active.map(activeRow)}
            </tbody>
          </table>`
    }
  </div>`;
}

function activeRow(entry: ActiveScenario) {
  const limits = [
    ...(entry.serial === undefined ? [] : [`serial ${entry.serial}`]),
    ...(entry.address === undefined ? [] : [`address ${entry.address}`]),
  ];
  const parameters = Object.entries(entry.parameters).map(([key, value]) => `${key}=${String(value)}`);
  return html`<tr>
    <td class="mono" data-label="On">${entry.name}</td>
    <td data-label="For">${limits.length === 0 ? 'all clients' : limits.join(', ')}</td>
    <td class="mono" data-label="Parameters">${parameters.length === 0 ? '–' : parameters.join(' ')}</td>
    <td class="right" data-label="Since">${duration(Date.now() - entry.since)}</td>
    <td class="right" data-label="">
      <form class="inline" method="post" action="/page/scenarios/clear">
        <input type="hidden" name="name" value="${entry.name}" />
        ${entry.serial === undefined ? '' : html`<input type="hidden" name="serial" value="${entry.serial}" />`}
        ${entry.address === undefined ? '' : html`<input type="hidden" name="address" value="${entry.address}" />`}
        <button class="small">Switch off</button>
      </form>
    </td>
  </tr>`;
}
