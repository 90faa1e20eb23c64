import type { Context } from 'hono';
import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { isLoopback, plainAddress } from '../../core/access/client-address.ts';
import { json, refusals, type ConsoleApp } from '../content.ts';
import { type HttpEnvironment, requestOriginOf } from '../environment.ts';
import { forEverybody, identityOf } from '../guard.ts';

const ok = z.object({ status: z.literal('ok') });

const live = createRoute({
  ...forEverybody,
  method: 'get',
  path: '/healthz',
  summary: 'Whether the server serves',
  responses: { 200: json('It does', ok), ...refusals },
});

const ready = createRoute({
  ...forEverybody,
  method: 'get',
  path: '/readyz',
  summary: 'Whether the database and at least one host answer',
  responses: { 200: json('They do', ok), ...refusals },
});

const metrics = createRoute({
  ...forEverybody,
  // Declared open, decided per request: see below.
  method: 'get',
  path: '/metrics',
  summary: 'Metrics for Prometheus; from another machine with a token',
  responses: {
    200: { description: 'Text', content: { 'text/plain': { schema: z.string() } } },
    ...refusals,
  },
});

/** From this machine, and not forwarded by a proxy. */
function isLocal(c: Context<HttpEnvironment>): boolean {
  const forwarded = c.req.header('x-forwarded-for') ?? c.req.header('forwarded');
  return forwarded === undefined && isLoopback(plainAddress(requestOriginOf(c).peer));
}

export function healthRoutes(app: ConsoleApp): void {
  app.openapi(live, (c) => c.json({ status: 'ok' } as const, 200));

  app.openapi(ready, async (c) => {
    const { core, pingDatabase } = c.var.services;
    try {
      await pingDatabase();
    } catch (cause) {
      throw new ConsoleError('database-unusable', 'The database does not answer.', {
        fix: 'Look at the output of the server; it names the file or the server.',
        cause,
      });
    }
    if (!core.ready()) {
      throw new ConsoleError('host-unreachable', 'No host answers.', {
        fix: 'Run "ven doctor" on the host; the page of the host says why.',
      });
    }
    return c.json({ status: 'ok' } as const, 200);
  });

  app.openapi(metrics, async (c) => {
    const { access, metrics: counted } = c.var.services;
    if (!isLocal(c)) access.authorise(identityOf(c), 'metrics.read');
    return c.text(await counted.text(), 200, { 'content-type': counted.contentType });
  });
}
