import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { operationList, runList } from '../../../lib/contract/lists.ts';
import type { Operation } from '../../../lib/contract/operation.ts';
import { type Run, run } from '../../../lib/contract/run.ts';
import type { Node } from '../../../lib/contract/node.ts';
import { runCsv } from '../../../lib/report/run-csv.ts';
import { runHtml } from '../../../lib/report/run-html.ts';
import { runTimeline } from '../../../lib/contract/run-timeline.ts';
import { runTimeline as timelineOf } from '../../../lib/report/run-timeline.ts';
import { cancelRunRequest, retried, runReportFormat } from '../../../lib/contract/run-control.ts';
import { junit } from '../../../lib/report/junit.ts';
import type { Actor, Core } from '../../core/api.ts';
import { scaled, scalePlan, scaleQuery, scaleRequest } from '../../../lib/contract/run-scale.ts';
import { counted } from '../../../lib/domain/format.ts';
import { json, jsonBody, refusals, type ConsoleApp } from '../content.ts';
import { identityOf, needs } from '../guard.ts';

const path = '/api/v1/runs';
const params = z.object({ run: z.string().min(1).max(100) });

const list = createRoute({
  ...needs('nodes.read'),
  method: 'get',
  path,
  summary: 'Runs: the nodes of one create',
  responses: { 200: json('The runs', runList), ...refusals },
});

const show = createRoute({
  ...needs('nodes.read'),
  method: 'get',
  path: `${path}/{run}`,
  summary: 'A run',
  request: { params },
  responses: { 200: json('The run', run), ...refusals },
});

const report = createRoute({
  ...needs('nodes.read'),
  method: 'get',
  path: `${path}/{run}/report`,
  summary:
    'How the nodes of a run did: JUnit XML with one test case per node, CSV with the times of their stages, or an HTML page that opens offline and prints on A4',
  request: { params, query: z.object({ format: runReportFormat.default('junit') }) },
  responses: {
    200: {
      description: 'The report',
      content: {
        'application/xml': { schema: z.string() },
        'text/csv': { schema: z.string() },
        'text/html': { schema: z.string() },
      },
    },
    ...refusals,
  },
});

const timeline = createRoute({
  ...needs('nodes.read'),
  method: 'get',
  path: `${path}/{run}/timeline`,
  summary: 'When each node of a run was in which stage, its critical path and its slowest stage',
  request: { params },
  responses: { 200: json('The timeline', runTimeline), ...refusals },
});

const remove = createRoute({
  ...needs('nodes.delete', 'run delete'),
  method: 'delete',
  path: `${path}/{run}`,
  summary: 'Delete the nodes of a run; its history stays',
  request: { params, query: z.object({ orchestrator: z.enum(['true', 'false']).optional() }) },
  responses: { 202: json('One operation for each node that was there', operationList), ...refusals },
});

const planScale = createRoute({
  ...needs('nodes.create'),
  method: 'get',
  path: `${path}/{run}/scale`,
  summary: 'What would be done so that a run has so many nodes',
  request: { params, query: scaleQuery },
  responses: { 200: json('Nothing was done', scalePlan), ...refusals },
});

const scale = createRoute({
  ...needs('nodes.create', 'run scale'),
  method: 'post',
  path: `${path}/{run}/scale`,
  summary: 'Create more nodes of a run with the same request, or delete those that the plan lists',
  request: { params, ...jsonBody(scaleRequest) },
  responses: { 202: json('Recorded', scaled), ...refusals },
});

const pause = createRoute({
  ...needs('nodes.power', 'run pause'),
  method: 'post',
  path: `${path}/{run}/pause`,
  summary: 'No further node of the run begins to boot; what boots goes on',
  request: { params },
  responses: { 200: json('The run', run), ...refusals },
});

const resume = createRoute({
  ...needs('nodes.power', 'run resume'),
  method: 'post',
  path: `${path}/{run}/resume`,
  summary: 'Nodes of the run begin to boot again; failures so far no longer count for stopAfter',
  request: { params },
  responses: { 200: json('The run', run), ...refusals },
});

const cancel = createRoute({
  ...needs('nodes.power', 'run cancel'),
  method: 'post',
  path: `${path}/{run}/cancel`,
  summary: 'Power off the nodes of the run that are not ready, or delete them; those that are ready stay',
  request: { params, ...jsonBody(cancelRunRequest) },
  responses: { 202: json('Recorded', run), ...refusals },
});

const retry = createRoute({
  ...needs('nodes.create', 'run retry'),
  method: 'post',
  path: `${path}/{run}/retry`,
  summary: 'Provision the failed nodes of the run again, and create those again whose create had failed',
  request: { params },
  responses: { 202: json('Recorded', retried), ...refusals },
});

const REPORTS = {
  junit: {
    type: 'application/xml',
    extension: 'xml',
    write: ({ name }: Run, nodes: readonly Node[]) => junit(name, nodes),
  },
  csv: {
    type: 'text/csv; charset=utf-8',
    extension: 'csv',
    write: (_: Run, nodes: readonly Node[]) => runCsv(nodes),
  },
  html: { type: 'text/html; charset=utf-8', extension: 'html', write: runHtml },
} as const;

/** Tries every node, and then reports the first refusal. */
async function removeNodes(
  core: Core,
  nodeIds: readonly string[],
  orchestrator: boolean,
  actor: Actor,
): Promise<Operation[]> {
  const present = new Set((await core.nodes.list({ deleted: false })).map((node) => node.id));
  const outcomes = await Promise.allSettled(
    nodeIds.filter((id) => present.has(id)).map((id) => core.nodes.remove(id, { orchestrator }, actor)),
  );
  const refused = outcomes.find((outcome) => outcome.status === 'rejected');
  if (refused) throw refused.reason;
  return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
}

function controlRoutes(app: ConsoleApp): void {
  app.openapi(pause, async (c) => {
    const { core } = c.var.services;
    const { run: id } = c.req.valid('param');
    c.set('auditTarget', (await core.runs.get(id)).name);
    return c.json(await core.runControl.pause(id, identityOf(c).actor), 200);
  });
  app.openapi(resume, async (c) => {
    const { core } = c.var.services;
    const { run: id } = c.req.valid('param');
    c.set('auditTarget', (await core.runs.get(id)).name);
    return c.json(await core.runControl.resumeRun(id, identityOf(c).actor), 200);
  });
  app.openapi(cancel, async (c) => {
    const { core } = c.var.services;
    const { run: id } = c.req.valid('param');
    const request = c.req.valid('json');
    c.set('auditTarget', `${(await core.runs.get(id)).name}${request.cleanUp ? ', with clean-up' : ''}`);
    return c.json(await core.runControl.cancel(id, request, identityOf(c).actor), 202);
  });
  app.openapi(retry, async (c) => {
    const { core } = c.var.services;
    const { run: id } = c.req.valid('param');
    c.set('auditTarget', (await core.runs.get(id)).name);
    return c.json(await core.runControl.retry(id, identityOf(c).actor), 202);
  });
}

export function runRoutes(app: ConsoleApp): void {
  controlRoutes(app);
  app.openapi(list, async (c) => c.json({ runs: await c.var.services.core.runs.list() }, 200));
  app.openapi(show, async (c) => c.json(await c.var.services.core.runs.get(c.req.valid('param').run), 200));
  app.openapi(report, async (c) => {
    const { runs } = c.var.services.core;
    const { format } = c.req.valid('query');
    const told = await runs.get(c.req.valid('param').run);
    const { type, extension, write } = REPORTS[format];
    return c.body(write(told, await runs.nodes(told.id)), 200, {
      'content-type': type,
      'content-disposition': `attachment; filename="ven-run-${told.id.replaceAll(/[^\w-]/g, '')}.${extension}"`,
    });
  });
  app.openapi(timeline, async (c) => {
    const { runs } = c.var.services.core;
    const told = await runs.get(c.req.valid('param').run);
    return c.json(timelineOf(told, await runs.nodes(told.id)), 200);
  });
  app.openapi(planScale, async (c) => {
    const { run: id } = c.req.valid('param');
    return c.json(await c.var.services.core.scaling.plan(id, c.req.valid('query').count), 200);
  });
  app.openapi(scale, async (c) => {
    const { core } = c.var.services;
    const { run: id } = c.req.valid('param');
    const request = c.req.valid('json');
    c.set('auditTarget', `${(await core.runs.get(id)).name} to ${counted(request.count, 'node')}`);
    return c.json(await core.scaling.scale(id, request, identityOf(c).actor), 202);
  });
  app.openapi(remove, async (c) => {
    const { core } = c.var.services;
    const { nodeIds, name } = await core.runs.get(c.req.valid('param').run);
    c.set('auditTarget', name);
    const orchestrator = c.req.valid('query').orchestrator !== 'false';
    const operations = await removeNodes(core, nodeIds, orchestrator, identityOf(c).actor);
    return c.json({ operations }, 202);
  });
}
