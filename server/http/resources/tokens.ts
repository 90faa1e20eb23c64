import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { tokenList } from '../../../lib/contract/lists.ts';
import { newToken, tokenRequest } from '../../../lib/contract/session.ts';
import { json, jsonBody, refusals, type ConsoleApp } from '../content.ts';
import { identityOf, needs } from '../guard.ts';

const path = '/api/v1/tokens';

const list = createRoute({
  ...needs('tokens.own'),
  method: 'get',
  path,
  summary: 'API tokens: one’s own, or everybody’s for an administrator',
  responses: { 200: json('The tokens, without their secrets', tokenList), ...refusals },
});

const create = createRoute({
  ...needs('tokens.own', 'token create'),
  method: 'post',
  path,
  summary: 'Create an API token; the only answer that shows it',
  request: jsonBody(tokenRequest),
  responses: { 201: json('The token', newToken), ...refusals },
});

const remove = createRoute({
  ...needs('tokens.own', 'token revoke'),
  method: 'delete',
  path: `${path}/{id}`,
  summary: 'Revoke an API token; what it holds open is closed',
  request: { params: z.object({ id: z.string().max(100) }) },
  responses: { 204: { description: 'Revoked' }, ...refusals },
});

export function tokenRoutes(app: ConsoleApp): void {
  app.openapi(list, async (c) => {
    const tokens = await c.var.services.access.tokens.list(identityOf(c));
    return c.json({ tokens }, 200);
  });

  app.openapi(create, async (c) => {
    const request = c.req.valid('json');
    c.set('auditTarget', request.name);
    return c.json(await c.var.services.access.tokens.create(identityOf(c), request), 201);
  });

  app.openapi(remove, async (c) => {
    const { tokens } = c.var.services.access;
    const { id } = c.req.valid('param');
    const name = (await tokens.list(identityOf(c))).find((token) => token.id === id)?.name;
    c.set('auditTarget', name ?? id);
    await tokens.remove(identityOf(c), id);
    return c.body(null, 204);
  });
}
