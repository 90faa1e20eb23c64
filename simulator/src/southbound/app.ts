import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { Heartbeat, type Heartbeats } from '../agents/heartbeats.ts';
import { SimulatorError } from '../error.ts';
import { addressOf } from '../http/client.ts';
import { handleTokenRequest } from '../identity/keycloak.ts';
import { authenticateNode, hasNodeClient } from '../identity/node-client.ts';
import { instanceOf } from '../inventory/instances.ts';
import { authenticate } from '../northbound/app.ts';
import { readText } from '../northbound/validation.ts';
import { DeviceReport, readDevice } from '../onboarding/device.ts';
import { onboardInteractively } from '../onboarding/io.ts';
import { onboardNonInteractively, refuse } from '../onboarding/nio.ts';
import { subjectOf, type Simulation } from '../simulation.ts';
import { currentIndex, startAction, reportAction, workflowOf } from '../workflow/workflows.ts';
import { guestResponse, guestErrorResponse } from './response.ts';
import type { Workflow } from '../state/schema.ts';
import { describeStep } from './workflow-response.ts';

/** Far more than a guest ever sends. */
const MAX_BODY_BYTES = 16 * 1024;

const ActionReport = z.object({
  state: z.enum(['RUNNING', 'SUCCESS', 'FAILED']),
  message: z.string().max(500).default(''),
});

const WorkflowQuery = z.object({
  worker: z.string().max(32).default(''),
  uuid: z.string().max(64).default(''),
});

/** The interface for guests; see SOUTHBOUND.md. */
export function southbound(
  simulation: Simulation,
  heartbeats: Heartbeats,
  baseFor: (context: Context) => string,
): Hono {
  const app = new Hono();
  app.onError(guestErrorResponse);
  app.use(async (_, next) => {
    await next();
    await simulation.store.durable();
  });
  app.post('/realms/master/protocol/openid-connect/token', (context) => token(simulation, context));
  app.get('/token', (context) => {
    // The release service's token, with which a real node fetches images. The simulator's images need none.
    const claims = authenticate(simulation, context);
    return context.text(
      simulation.tokens.issue(
        'Bearer',
        {
          subject: claims.sub,
          username: claims.preferred_username,
          client: 'release',
          scope: '',
          roles: [],
          session: claims.sid,
        },
        3600,
      ),
    );
  });
  app.post('/onboarding/stream', (context) => nonInteractive(simulation, context));
  app.post('/onboarding/nodes', (context) => interactive(simulation, context));
  app.get('/workflow', (context) => poll(simulation, context, baseFor(context)));
  app.post('/workflow/:id/actions/:index', async (context) => {
    const report = ActionReport.safeParse(await readJson(context));
    const index = Number(context.req.param('index'));
    if (!report.success) throw new SimulatorError('InvalidArgument', z.prettifyError(report.error));
    const workflow = ownWorkflow(simulation, context, context.req.param('id'));
    reportAction(simulation, workflow, index, report.data);
    if (report.data.state !== 'SUCCESS') return context.body(null, 200);
    // Includes the next step in the response, which saves the worker a poll.
    return nextStep(simulation, context, workflow, baseFor(context));
  });
  app.post('/agent/heartbeat', async (context) => {
    const heartbeat = Heartbeat.safeParse(await readJson(context));
    if (!heartbeat.success) throw new SimulatorError('InvalidArgument', z.prettifyError(heartbeat.error));
    const { uuid } = heartbeat.data;
    // Deleting a host deletes its client; an agent that still reports is told to stop (410).
    if (hasNodeClient(simulation.store, uuid)) authenticateNode(simulation.store, context, uuid);
    const result = heartbeats.accept(heartbeat.data, addressOf(context));
    switch (result) {
      case 'accepted':
        return guestResponse(context, { interval: simulation.settings.heartbeatSeconds });
      case 'gone':
        return guestResponse(context, { code: 'NotFound', message: 'this host is no longer known' }, 410);
      case 'unavailable':
        return guestResponse(context, { code: 'Unavailable', message: 'try again later' }, 503);
    }
  });
  return app;
}

async function token(simulation: Simulation, context: Context): Promise<Response> {
  const form = Object.fromEntries(new URLSearchParams(await readText(context, MAX_BODY_BYTES)));
  const { status, body } = handleTokenRequest(simulation, form, subjectOf(simulation, addressOf(context)));
  context.header('Cache-Control', 'no-store');
  context.header('Pragma', 'no-cache');
  // Always JSON, whatever the client accepts: this is Keycloak's interface.
  return context.json(body, status);
}

async function nonInteractive(simulation: Simulation, context: Context): Promise<Response> {
  const device = await readReport(context);
  if ('wrong' in device) return guestResponse(context, { ...refuse('InvalidArgument', device.wrong) });
  simulation.nodes.learn(addressOf(context), device.serial);
  return guestResponse(context, { ...onboardNonInteractively(simulation, device) });
}

async function interactive(simulation: Simulation, context: Context): Promise<Response> {
  const device = await readReport(context);
  if ('wrong' in device) throw new SimulatorError('InvalidArgument', device.wrong);
  const claims = authenticate(simulation, context);
  simulation.nodes.learn(addressOf(context), device.serial);
  return guestResponse(context, { ...onboardInteractively(simulation, claims, device) });
}

async function readReport(context: Context) {
  const report = DeviceReport.safeParse(await readJson(context));
  if (!report.success) return { wrong: z.prettifyError(report.error) };
  return readDevice(report.data);
}

/** Returns the worker's next action, or `waiting`. */
async function poll(simulation: Simulation, context: Context, base: string): Promise<Response> {
  const query = WorkflowQuery.parse(context.req.query());
  const { store } = simulation;
  authenticateNode(store, context, query.uuid);
  const host = store.state.hosts.find((candidate) => candidate.uuid === query.uuid.toLowerCase());
  const instance = host && instanceOf(store, host);
  const workflow = instance && workflowOf(store, instance);
  if (workflow === undefined) return guestResponse(context, { state: 'waiting' });
  return nextStep(simulation, context, workflow, base);
}

/** The workflow with this id, if it belongs to the requesting node. */
function ownWorkflow({ store }: Simulation, context: Context, id: string): Workflow {
  const workflow = store.state.workflows.find((candidate) => candidate.id === id);
  const host = store.state.hosts.find((candidate) => candidate.resourceId === workflow?.hostId);
  authenticateNode(store, context, host?.uuid ?? '');
  if (workflow === undefined) throw new SimulatorError('NotFound', 'workflow or action not found');
  return workflow;
}

async function nextStep(
  simulation: Simulation,
  context: Context,
  workflow: Workflow,
  base: string,
): Promise<Response> {
  const { state } = simulation.store;
  if (workflow.state === 'SUCCESS') return guestResponse(context, { state: 'done' });
  const index = currentIndex(workflow);
  const host = state.hosts.find((candidate) => candidate.resourceId === workflow.hostId);
  const instance = state.instances.find((candidate) => candidate.resourceId === workflow.instanceId);
  if (index === undefined || host === undefined || instance === undefined) {
    return guestResponse(context, { state: 'waiting' });
  }
  startAction(simulation.store, workflow, index);
  const subject = { address: addressOf(context), serial: host.serialNumber };
  const step = { host, instance, workflow, index, subject, base };
  return guestResponse(context, await describeStep(simulation, step));
}

/** The JSON body; undefined if it is not JSON. */
async function readJson(context: Context): Promise<unknown> {
  const text = await readText(context, MAX_BODY_BYTES);
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
