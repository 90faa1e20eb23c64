import { createRoute } from '@hono/zod-openapi';
import { ticket, ticketRequest } from '../../../lib/contract/live.ts';
import { parseDomainAddress } from '../../../lib/domain/names.ts';
import { auditName } from '../audit-note.ts';
import { json, jsonBody, refusals, type ConsoleApp } from '../content.ts';
import { identityOf, needsBefore } from '../guard.ts';
import { consoleSubject } from './console-subject.ts';

const issue = createRoute({
  ...needsBefore('console.read', 'console open'),
  method: 'post',
  path: '/api/v1/tickets',
  summary: 'A ticket for one console socket; good once, for 30 seconds',
  request: jsonBody(ticketRequest),
  responses: { 201: json('The ticket, to be sent as a sub-protocol', ticket), ...refusals },
});

export function ticketRoutes(app: ConsoleApp): void {
  app.openapi(issue, async (c) => {
    const { core, access } = c.var.services;
    const identity = identityOf(c);
    const { node, kind, port, mode } = c.req.valid('json');
    c.set('auditTarget', `${await auditName(c, node)} ${kind} ${mode}`);
    access.authorise(identity, mode === 'write' ? 'console.write' : 'console.read');
    if (parseDomainAddress(node) !== null) access.authorise(identity, 'domains.use');
    const { id, name } = await consoleSubject(core, node);
    c.set('auditTarget', `${name} ${kind} ${mode}`);
    return c.json(access.tickets.issue({ identity, nodeId: id, nodeName: name, kind, port, mode }), 201);
  });
}
