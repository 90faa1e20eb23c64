import { type Context, Hono } from 'hono';
import { setCookie } from 'hono/cookie';
import { html } from 'hono/html';
import { adminOnly, SESSION_COOKIE } from '../admin/access.ts';
import { SIGN_IN_PATH } from '../admin/app.ts';
import type { SignIns } from '../admin/sign-in.ts';
import type { Heartbeats } from '../agents/heartbeats.ts';
import { messageOf } from '../error.ts';
import type { RequestLog } from '../http/request-log.ts';
import { readText } from '../northbound/validation.ts';
import { errorResponse } from '../northbound/errors.ts';
import { ScenarioRequest } from '../scenarios/scenarios.ts';
import { kindnesses } from '../strictness.ts';
import type { Simulation } from '../simulation.ts';
import { hostsSection } from './hosts-table.ts';
import { LIVE_SCRIPT } from './live-script.ts';
import { requestSection } from './request-table.ts';
import { scenarioSection } from './scenario-panel.ts';
import { STYLE } from './style.ts';

const MAX_BODY_BYTES = 16 * 1024;
/** Much of the page comes from guests: no inline scripts, and nothing from other origins. */
const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** The simulator's own page. */
export function page(
  simulation: Simulation,
  heartbeats: Heartbeats,
  log: RequestLog,
  signIns: SignIns,
): Hono {
  const app = new Hono();
  app.onError(errorResponse);
  app.get(SIGN_IN_PATH, (context) => {
    const session = signIns.redeem(context.req.query('code') ?? '');
    context.header('Referrer-Policy', 'no-referrer');
    context.header('Cache-Control', 'no-store');
    if (session === undefined) {
      return context.text(
        'This link has already been used, or is older than a minute. Open the page from the console again.',
        403,
      );
    }
    setCookie(context, SESSION_COOKIE, session, { httpOnly: true, sameSite: 'Lax', path: '/' });
    return context.redirect('/', 303);
  });
  app.use(adminOnly(simulation.store.state.adminToken, signIns));
  app.use(async (context, next) => {
    await next();
    await simulation.store.durable();
    context.header('Content-Security-Policy', POLICY);
    context.header('X-Content-Type-Options', 'nosniff');
    context.header('Referrer-Policy', 'no-referrer');
    context.header('Cache-Control', 'no-store');
  });
  const show = (context: Context, problem?: string) =>
    context.html(pageDocument(simulation, heartbeats, log, problem), problem === undefined ? 200 : 400);
  app.get('/', (context) => show(context));
  app.get('/page/style.css', (context) => context.body(STYLE, 200, { 'Content-Type': 'text/css' }));
  app.get('/page/live.js', (context) =>
    context.body(LIVE_SCRIPT, 200, { 'Content-Type': 'text/javascript' }),
  );
  app.post('/page/scenarios', async (context) => {
    const form = await readForm(context);
    try {
      const { parameters = '', ...limits } = form;
      simulation.scenarios.set(ScenarioRequest.parse({ ...limits, parameters: readParameters(parameters) }));
    } catch (error) {
      return show(context, messageOf(error));
    }
    return context.redirect('/', 303);
  });
  app.post('/page/scenarios/clear', async (context) => {
    const { name, serial, address } = await readForm(context);
    simulation.scenarios.clear({ name, serial, address });
    return context.redirect('/', 303);
  });
  return app;
}

/** The fields of a form that are not empty. */
async function readForm(context: Context): Promise<Partial<Record<string, string>>> {
  const form = new URLSearchParams(await readText(context, MAX_BODY_BYTES));
  return Object.fromEntries([...form].filter(([, value]) => value.trim() !== ''));
}

/** Parses `key=value key=value`; a value extends to the next key, so it may contain spaces. */
export function readParameters(text: string): Record<string, string> {
  const pairs = text
    .trim()
    .split(/\s+(?=[A-Za-z]+=)/)
    .filter((pair) => pair !== '');
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      return at === -1 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

function pageDocument(
  simulation: Simulation,
  heartbeats: Heartbeats,
  log: RequestLog,
  problem: string | undefined,
) {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Edge Orchestrator simulator</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/page/style.css" />
        <script src="/page/live.js" defer></script>
      </head>
      <body>
        <header>
          <h1>Edge Orchestrator simulator</h1>
          <p>A demonstration: it imitates an orchestrator’s interfaces; it manages nothing real.</p>
        </header>
        <div class="notice" id="stopped" role="status" hidden>
          The simulator is not responding; this page may be out of date.
        </div>
        ${facts(simulation)} ${hostsSection(simulation, heartbeats)} ${scenarioSection(simulation, problem)}
        ${requestSection(log)}
      </body>
    </html>`;
}

function facts(simulation: Simulation) {
  const { settings, artefacts, store } = simulation;
  const { project, hosts } = store.state;
  const running = hosts.filter((host) => host.hostStatus.text === 'Running').length;
  const entries: [string, string][] = [
    ['Cluster', settings.cluster],
    ['Project', project.name],
    ['Hosts running', `${running} of ${hosts.length}`],
    ['Heartbeat', `every ${settings.heartbeatSeconds} s`],
    ['Kinder than a real one', kindnesses(settings.strictness).join('; ') || 'in nothing'],
    ['Boot files', artefacts === undefined ? 'none built' : 'ready'],
  ];
  return html`<dl class="facts" id="facts">
    ${entries.map(
      ([term, value]) =>
        html`<div>
          <dt>${term}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}
