import { createRoute } from '@hono/zod-openapi';
import { orphanCleanRequest, orphanList, orphansCleaned } from '../../../lib/contract/orphan.ts';
import { counted } from '../../../lib/domain/format.ts';
import { json, jsonBody, refusals, type ConsoleApp } from '../content.ts';
import { identityOf, needs } from '../guard.ts';

const path = '/api/v1/orphans';

const list = createRoute({
  ...needs('hosts.read'),
  method: 'get',
  path,
  summary: 'What belongs to nobody: domains, disks, networks, firmware files, logs, hosts at orchestrators',
  responses: { 200: json('Each with the reason; nothing was changed', orphanList), ...refusals },
});

const clean = createRoute({
  ...needs('orphans.clean', 'orphans clean'),
  method: 'post',
  path: `${path}/clean`,
  summary: 'Remove exactly these; what is not any more as it was listed is refused',
  request: jsonBody(orphanCleanRequest),
  responses: { 200: json('Each with its result', orphansCleaned), ...refusals },
});

/** What belongs to nobody. */
export function orphanRoutes(app: ConsoleApp): void {
  app.openapi(list, async (c) => c.json(await c.var.services.core.orphans.list(), 200));
  app.openapi(clean, async (c) => {
    const { ids } = c.req.valid('json');
    const results = await c.var.services.core.orphans.clean(ids, identityOf(c).actor);
    const names = results.flatMap(({ orphan, outcome }) =>
      orphan === null || outcome !== 'removed' ? [] : [orphan.name],
    );
    c.set('auditTarget', `${counted(names.length, 'orphan')}: ${names.join(' ')}`.slice(0, 1000));
    return c.json({ results }, 200);
  });
}
