import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import {
  occurrence,
  runTrend,
  schedule,
  scheduleDetail,
  scheduleList,
  scheduleRequest,
  scheduleTimes,
  scheduleTimesQuery,
} from '../../../lib/contract/schedule.ts';
import { json, jsonBody, refusals, type ConsoleApp } from '../content.ts';
import { identityOf, needs } from '../guard.ts';

const path = '/api/v1/schedules';
const one = `${path}/{schedule}`;
const params = z.object({ schedule: z.string().min(1).max(100) });

const list = createRoute({
  ...needs('nodes.read'),
  method: 'get',
  path,
  summary: 'Schedules: runs that are made again and again, with the next and the last time of each',
  responses: { 200: json('The schedules', scheduleList), ...refusals },
});

const add = createRoute({
  ...needs('schedules.write', 'schedule add'),
  method: 'post',
  path,
  summary: 'Make a run at times that a cron expression gives, delete what became ready, and keep what failed',
  request: jsonBody(scheduleRequest),
  responses: { 201: json('The schedule', schedule), ...refusals },
});

const show = createRoute({
  ...needs('nodes.read'),
  method: 'get',
  path: one,
  summary: 'A schedule, with what happened at its latest times',
  request: { params },
  responses: { 200: json('The schedule', scheduleDetail), ...refusals },
});

const edit = createRoute({
  ...needs('schedules.write', 'schedule edit'),
  method: 'put',
  path: one,
  summary: 'Change a schedule; its name stays',
  request: { params, ...jsonBody(scheduleRequest) },
  responses: { 200: json('The schedule', schedule), ...refusals },
});

const remove = createRoute({
  ...needs('schedules.write', 'schedule remove'),
  method: 'delete',
  path: one,
  summary: 'Remove a schedule and its list of times; its runs and nodes stay',
  request: { params },
  responses: { 204: { description: 'Removed' }, ...refusals },
});

const pause = createRoute({
  ...needs('schedules.write', 'schedule pause'),
  method: 'post',
  path: `${one}/pause`,
  summary: 'No further run begins by the clock; one that is under way goes on',
  request: { params },
  responses: { 200: json('The schedule', schedule), ...refusals },
});

const resume = createRoute({
  ...needs('schedules.write', 'schedule resume'),
  method: 'post',
  path: `${one}/resume`,
  summary: 'Runs begin by the clock again; times in between are not made up for',
  request: { params },
  responses: { 200: json('The schedule', schedule), ...refusals },
});

const runNow = createRoute({
  ...needs('schedules.write', 'schedule run now'),
  method: 'post',
  path: `${one}/run`,
  summary: 'Make a run now, too; a conflict while the one before is under way',
  request: { params },
  responses: { 202: json('What was begun', occurrence), ...refusals },
});

const trend = createRoute({
  ...needs('nodes.read'),
  method: 'get',
  path: `${one}/trend`,
  summary:
    'How its latest runs did: success, duration and stage times of each, and whether failures come and go',
  request: { params },
  responses: { 200: json('The trend', runTrend), ...refusals },
});

const templateTrend = createRoute({
  ...needs('nodes.read'),
  method: 'get',
  path: '/api/v1/templates/{template}/trend',
  summary: 'How the latest runs of a template did',
  request: { params: z.object({ template: z.string().min(1).max(100) }) },
  responses: { 200: json('The trend', runTrend), ...refusals },
});

const times = createRoute({
  ...needs('nodes.read'),
  method: 'get',
  path: '/api/v1/schedule-times',
  summary: 'When a cron expression would be due next, in a time zone or the server’s',
  request: { query: scheduleTimesQuery },
  responses: { 200: json('The times', scheduleTimes), ...refusals },
});

function readingRoutes(app: ConsoleApp): void {
  app.openapi(list, async (c) => c.json({ schedules: await c.var.services.core.schedules.list() }, 200));
  app.openapi(show, async (c) => {
    return c.json(await c.var.services.core.schedules.get(c.req.valid('param').schedule), 200);
  });
  app.openapi(trend, async (c) => {
    return c.json(await c.var.services.core.schedules.trend(c.req.valid('param').schedule), 200);
  });
  app.openapi(templateTrend, async (c) => {
    const { schedules } = c.var.services.core;
    return c.json(await schedules.trendOfTemplate(c.req.valid('param').template), 200);
  });
  app.openapi(times, async (c) => {
    const { cron, timeZone } = c.req.valid('query');
    return c.json(await c.var.services.core.schedules.times(cron, timeZone), 200);
  });
}

export function scheduleRoutes(app: ConsoleApp): void {
  readingRoutes(app);
  app.openapi(add, async (c) => {
    const request = c.req.valid('json');
    c.set('auditTarget', request.name);
    return c.json(await c.var.services.core.schedules.add(request, identityOf(c).actor), 201);
  });
  app.openapi(edit, async (c) => {
    const { schedule: name } = c.req.valid('param');
    c.set('auditTarget', name);
    const request = c.req.valid('json');
    return c.json(await c.var.services.core.schedules.edit(name, request, identityOf(c).actor), 200);
  });
  app.openapi(remove, async (c) => {
    const { schedule: name } = c.req.valid('param');
    c.set('auditTarget', name);
    await c.var.services.core.schedules.remove(name, identityOf(c).actor);
    return c.body(null, 204);
  });
  app.openapi(pause, async (c) => {
    const { schedule: name } = c.req.valid('param');
    c.set('auditTarget', name);
    return c.json(await c.var.services.core.schedules.pause(name, identityOf(c).actor), 200);
  });
  app.openapi(resume, async (c) => {
    const { schedule: name } = c.req.valid('param');
    c.set('auditTarget', name);
    return c.json(await c.var.services.core.schedules.resumeSchedule(name, identityOf(c).actor), 200);
  });
  app.openapi(runNow, async (c) => {
    const { schedule: name } = c.req.valid('param');
    c.set('auditTarget', name);
    return c.json(await c.var.services.core.schedules.runNow(name, identityOf(c).actor), 202);
  });
}
