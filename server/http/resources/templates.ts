import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { templateList, templateVersions } from '../../../lib/contract/lists.ts';
import { preview } from '../../../lib/contract/node.ts';
import { template, templateEdit, templateImport, templateRequest } from '../../../lib/contract/template.ts';
import { json, jsonBody, refusals, type ConsoleApp } from '../content.ts';
import { identityOf, needs } from '../guard.ts';

const path = '/api/v1/templates';
const one = `${path}/{template}`;

const params = z.object({ template: z.string().min(1).max(100) });
const ofVersion = z.object({ version: z.coerce.number().int().min(1).optional() });

const list = createRoute({
  ...needs('nodes.read'),
  method: 'get',
  path,
  summary: 'Kinds of nodes that can be created: the latest version of each template',
  responses: { 200: json('The templates', templateList), ...refusals },
});

const add = createRoute({
  ...needs('templates.write', 'template add'),
  method: 'post',
  path,
  summary: 'Add a template; to clone one, send it under another name',
  request: jsonBody(templateRequest),
  responses: { 201: json('The template', template), ...refusals },
});

const look = createRoute({
  ...needs('templates.write'),
  method: 'post',
  path: `${path}/preview`,
  summary: 'What a template would make, down to the libvirt XML; nothing is saved',
  request: jsonBody(templateRequest),
  responses: { 200: json('Nothing was saved', preview), ...refusals },
});

const importFile = createRoute({
  ...needs('templates.write', 'template import'),
  method: 'post',
  path: `${path}/import`,
  summary: 'Add a template from YAML, or make it the next version of the one it is based on',
  request: jsonBody(templateImport),
  responses: { 200: json('The template', template), ...refusals },
});

const show = createRoute({
  ...needs('nodes.read'),
  method: 'get',
  path: one,
  summary: 'A template; without a version the latest one',
  request: { params, query: ofVersion },
  responses: { 200: json('The template', template), ...refusals },
});

const versions = createRoute({
  ...needs('nodes.read'),
  method: 'get',
  path: `${one}/versions`,
  summary: 'All versions of a template, the latest first',
  request: { params },
  responses: { 200: json('The versions', templateVersions), ...refusals },
});

const exportFile = createRoute({
  ...needs('nodes.read'),
  method: 'get',
  path: `${one}/yaml`,
  summary: 'A template as YAML, as the import takes it',
  request: { params, query: ofVersion },
  responses: {
    200: { description: 'The file', content: { 'application/yaml': { schema: z.string() } } },
    ...refusals,
  },
});

const edit = createRoute({
  ...needs('templates.write', 'template edit'),
  method: 'put',
  path: one,
  summary: 'Save the next version of a template; a conflict if `basedOn` is not the latest',
  request: { params, ...jsonBody(templateEdit) },
  responses: { 200: json('The template', template), ...refusals },
});

const remove = createRoute({
  ...needs('templates.write', 'template remove'),
  method: 'delete',
  path: one,
  summary: 'Remove a template; nodes that were made from it keep their version',
  request: { params },
  responses: { 204: { description: 'Removed' }, ...refusals },
});

export function templateRoutes(app: ConsoleApp): void {
  readingRoutes(app);

  app.openapi(add, async (c) => {
    const request = c.req.valid('json');
    c.set('auditTarget', request.name);
    return c.json(await c.var.services.core.templates.add(request, identityOf(c).actor), 201);
  });

  app.openapi(look, async (c) => {
    return c.json(await c.var.services.core.nodes.templatePreview(c.req.valid('json')), 200);
  });

  app.openapi(importFile, async (c) => {
    const imported = await c.var.services.core.templates.import(c.req.valid('json'), identityOf(c).actor);
    c.set('auditTarget', `${imported.name}, version ${imported.version}`);
    return c.json(imported, 200);
  });

  app.openapi(edit, async (c) => {
    const request = c.req.valid('json');
    const { template: name } = c.req.valid('param');
    c.set('auditTarget', name);
    if (request.name !== name) throw renamed(name);
    const saved = await c.var.services.core.templates.edit(request, identityOf(c).actor);
    c.set('auditTarget', `${name}, version ${saved.version}`);
    return c.json(saved, 200);
  });

  app.openapi(remove, async (c) => {
    const { template: name } = c.req.valid('param');
    c.set('auditTarget', name);
    await c.var.services.core.templates.remove(name, identityOf(c).actor);
    return c.body(null, 204);
  });
}

function readingRoutes(app: ConsoleApp): void {
  app.openapi(list, async (c) => c.json({ templates: await c.var.services.core.templates.list() }, 200));

  app.openapi(show, async (c) => {
    const { version } = c.req.valid('query');
    return c.json(await c.var.services.core.templates.get(c.req.valid('param').template, version), 200);
  });

  app.openapi(versions, async (c) => {
    const { template: name } = c.req.valid('param');
    return c.json({ versions: await c.var.services.core.templates.versions(name) }, 200);
  });

  app.openapi(exportFile, async (c) => {
    const { version } = c.req.valid('query');
    const file = await c.var.services.core.templates.export(c.req.valid('param').template, version);
    return c.body(file, 200, { 'content-type': 'application/yaml' });
  });
}

function renamed(name: string): ConsoleError {
  return new ConsoleError('invalid', 'The name of a template cannot be changed.', {
    fix: 'Clone it under the new name, and remove this one.',
    errors: [{ field: 'name', message: `the name has to stay "${name}"` }],
  });
}
