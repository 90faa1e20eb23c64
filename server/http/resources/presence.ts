import { createRoute } from '@hono/zod-openapi';
import { driveRequest, presence, presenceQuery } from '../../../lib/contract/presence.ts';
import { parseDomainAddress } from '../../../lib/domain/names.ts';
import { seatOf } from '../../core/access/seat.ts';
import { json, jsonBody, refusals, type ConsoleApp } from '../content.ts';
import { identityOf, needs } from '../guard.ts';
import { consoleSubject } from './console-subject.ts';

const path = '/api/v1/presence';

const show = createRoute({
  ...needs('presence.read'),
  method: 'get',
  path,
  summary: 'Who has consoles of a node or another domain open, and who drives them',
  request: { query: presenceQuery },
  responses: { 200: json('Nobody, while nobody has', presence), ...refusals },
});

const drive = createRoute({
  ...needs('console.write', 'console request'),
  method: 'post',
  path,
  summary: 'Asks to drive a console, answers a request, takes over, locks or unlocks',
  request: jsonBody(driveRequest),
  responses: { 200: json('Who is there and who drives, afterwards', presence), ...refusals },
});

export function presenceRoutes(app: ConsoleApp): void {
  app.openapi(show, async (c) => {
    const { core, access } = c.var.services;
    const { node } = c.req.valid('query');
    if (parseDomainAddress(node) !== null) access.authorise(identityOf(c), 'domains.read');
    return c.json(core.presence.of((await consoleSubject(core, node)).id), 200);
  });

  app.openapi(drive, async (c) => {
    const { core, access } = c.var.services;
    const identity = identityOf(c);
    const { node, console, action, to } = c.req.valid('json');
    c.set('auditTarget', `${node} ${console} ${action}`);
    if (parseDomainAddress(node) !== null) access.authorise(identity, 'domains.use');
    const { id, name } = await consoleSubject(core, node);
    c.set('auditTarget', `${name} ${console} ${action}`);
    return c.json(
      core.presence.act({ node: id, nodeName: name, console }, seatOf(identity), action, to),
      200,
    );
  });
}
