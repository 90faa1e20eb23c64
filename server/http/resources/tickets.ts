import { createRoute } from '@hono/zod-openapi';
import { ticket, ticketRequest } from '../../../lib/contract/live.ts';
import { domainAddress, parseDomainAddress } from '../../../lib/domain/names.ts';
import { auditName } from '../audit-note.ts';
import type { Core } from '../../core/api.ts';
import { json, jsonBody, refusals, type ConsoleApp } from '../content.ts';
import { identityOf, needsBefore } from '../guard.ts';

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
    const { id, name } = await subjectOf(core, node);
    c.set('auditTarget', `${name} ${kind} ${mode}`);
    return c.json(access.tickets.issue({ identity, nodeId: id, nodeName: name, kind, port, mode }), 201);
  });
}

/** What the ticket holds: an id, because names can be reused. */
async function subjectOf(core: Core, node: string): Promise<{ readonly id: string; readonly name: string }> {
  if (parseDomainAddress(node) === null) return core.nodes.get(node);
  const { host, uuid, name } = await core.domains.atAddress(node);
  return { id: domainAddress(host, uuid), name: domainAddress(host, name) };
}
