import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import {
  explainRequest,
  explanation,
  ruleDraft,
  ruleFileDetail,
  ruleFileList,
  ruleFileSave,
  ruleProblems,
  ruleTestRequest,
  ruleTestResults,
} from '../../../lib/contract/rules.ts';
import { json, jsonBody, refusals, type ConsoleApp } from '../content.ts';
import { identityOf, needs } from '../guard.ts';

const path = '/api/v1/rules';
const one = `${path}/{file}`;
const params = z.object({ file: z.string().min(1).max(100) });

const list = createRoute({
  ...needs('nodes.read'),
  method: 'get',
  path,
  summary:
    'The files of rules by which serial output is read: one’s own, which are tried first, and the shipped ones',
  responses: { 200: json('The files', ruleFileList), ...refusals },
});

const show = createRoute({
  ...needs('nodes.read'),
  method: 'get',
  path: one,
  summary: 'A file of rules',
  request: { params },
  responses: { 200: json('The file', ruleFileDetail), ...refusals },
});

const save = createRoute({
  ...needs('rules.write', 'rules save'),
  method: 'put',
  path: one,
  summary: 'Save one’s own file of rules; boots that begin from now on use it',
  request: { params, ...jsonBody(ruleFileSave) },
  responses: { 200: json('The file', ruleFileDetail), ...refusals },
});

const remove = createRoute({
  ...needs('rules.write', 'rules remove'),
  method: 'delete',
  path: one,
  summary: 'Remove one’s own file of rules',
  request: { params },
  responses: { 204: { description: 'Removed' }, ...refusals },
});

const lint = createRoute({
  ...needs('nodes.read'),
  method: 'post',
  path: `${path}/lint`,
  summary: 'What is wrong with a file of rules; nothing is saved',
  request: jsonBody(ruleDraft),
  responses: { 200: json('The problems; none: it can be saved', ruleProblems), ...refusals },
});

const test = createRoute({
  ...needs('nodes.read'),
  method: 'post',
  path: `${path}/test`,
  summary: 'Run the samples of a draft, or of all files',
  request: jsonBody(ruleTestRequest),
  responses: { 200: json('Each sample', ruleTestResults), ...refusals },
});

const explain = createRoute({
  ...needs('console.read'),
  method: 'post',
  path: `${path}/explain`,
  summary:
    'Stages and cause of a text, or of what a node printed in a boot; with a draft of rules, if one is given',
  request: jsonBody(explainRequest),
  responses: { 200: json('What it means', explanation), ...refusals },
});

export function ruleRoutes(app: ConsoleApp): void {
  draftRoutes(app);
  app.openapi(list, async (c) => c.json({ files: await c.var.services.core.rules.list() }, 200));
  app.openapi(show, async (c) => c.json(await c.var.services.core.rules.get(c.req.valid('param').file), 200));
  app.openapi(save, async (c) => {
    const { file } = c.req.valid('param');
    c.set('auditTarget', file);
    return c.json(await c.var.services.core.rules.save(file, c.req.valid('json'), identityOf(c).actor), 200);
  });
  app.openapi(remove, async (c) => {
    const { file } = c.req.valid('param');
    c.set('auditTarget', file);
    await c.var.services.core.rules.remove(file, identityOf(c).actor);
    return c.body(null, 204);
  });
}

function draftRoutes(app: ConsoleApp): void {
  app.openapi(lint, async (c) => {
    const problems = await c.var.services.core.rules.lint(c.req.valid('json').source);
    return c.json({ problems: [...problems] }, 200);
  });
  app.openapi(test, async (c) => {
    return c.json({ results: await c.var.services.core.rules.test(c.req.valid('json').source) }, 200);
  });
  app.openapi(explain, async (c) =>
    c.json(await c.var.services.core.rules.explain(c.req.valid('json')), 200),
  );
}
