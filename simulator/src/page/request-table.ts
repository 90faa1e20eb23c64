import { html } from 'hono/html';
import type { RequestEntry, RequestLog } from '../http/request-log.ts';
import { clock, size } from './format.ts';

const SHOWN = 80;

/** Leaves out the page's own requests, which would displace all others. */
export function requestSection(log: RequestLog) {
  const entries = log.entries().filter(({ path }) => path !== '/' && !path.startsWith('/page/'));
  const latest = entries.slice(-SHOWN).reverse();
  return html`<section id="requests">
    <div class="head">
      <h2>Requests</h2>
      <span>last ${latest.length}, newest first, times in UTC</span>
    </div>
    <div class="panel">
      ${
        latest.length === 0
          ? html`<p class="empty">No requests yet.</p>`
          : html`<table class="log">
              <thead>
                <tr>
                  <th>Time</th>
                  <th>Client</th>
                  <th>Serial</th>
                  <th>Method</th>
                  <th>Path</th>
                  <th class="right">Status</th>
                  <th class="right">Sent</th>
                  <th class="right">Took</th>
                </tr>
              </thead>
              <tbody>
                ${latest.map(requestRow)}
              </tbody>
            </table>`
      }
    </div>
  </section>`;
}

function requestRow(entry: RequestEntry) {
  const isBad = entry.status >= 400 || entry.status === 0 || !entry.complete;
  const outcome = entry.status === 0 ? 'none' : `${entry.status}${entry.complete ? '' : ' cut'}`;
  return html`<tr>
    <td class="mono nowrap" title="${new Date(entry.time).toISOString()}">${clock(entry.time)}</td>
    <td class="mono nowrap">${entry.client}</td>
    <td class="mono wide">${entry.serial ?? '–'}</td>
    <td class="mono">${entry.method}</td>
    <td class="mono path">${entry.path}</td>
    <td class="mono right ${isBad ? 'bad' : ''}">${outcome}</td>
    <td class="right wide">${size(entry.bytes)}</td>
    <td class="right wide">${Math.round(entry.milliseconds)} ms</td>
  </tr>`;
}
