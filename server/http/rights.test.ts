import { allows, PERMISSIONS, type Permission } from '../../lib/domain/permission.ts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createRequest } from '../../lib/contract/node.ts';
import { webhookRequest } from '../../lib/contract/webhook.ts';
import { role, type Role } from '../../lib/contract/session.ts';
import { parsed, refusal, send } from '../testing/request.ts';
import { guestOf, shareWith } from '../testing/share-guest.ts';
import { startConsole } from '../testing/test-server.ts';
import type { RouteCase } from '../testing/route-case.ts';
import { ROUTES } from '../testing/route-cases.ts';

/** A server with everything that the paths refer to; the core that checks the rights is the real one. */
async function prepared() {
  const server = await startConsole();
  await server.addRunning('one');
  const request = createRequest.parse({ name: 'two', start: false });
  const made = await server.core.nodes.create(request, { userId: 'u', name: 'test', role: 'admin' });
  await server.core.webhooks.add(
    webhookRequest.parse({ name: 'chat', url: 'http://127.0.0.1:9/', events: ['run.done'] }),
    { userId: 'u', name: 'test', role: 'admin' },
  );
  const values: Readonly<Record<string, string>> = {
    node: 'one',
    boot: '1',
    port: '0',
    host: 'local',
    template: 'ubuntu',
    file: 'ipxe',
    webhook: 'chat',
    picture: `${'0'.repeat(32)}.png`,
    run: made.run.id,
    id: made.operations[0]?.id ?? '',
  };
  const address = (path: string) =>
    path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => values[name] ?? name);
  return { server, address };
}

type Prepared = Awaited<ReturnType<typeof prepared>>;

describe('rights', () => {
  it('are declared by every route, and every route is in the table of this test', async () => {
    const { server } = await prepared();
    const documents = z.object({
      paths: z.record(z.string(), z.record(z.string(), z.object({ 'x-permission': z.string() }))),
    });
    const { paths } = await parsed(documents, await send(server, '/api/openapi.json'));
    const declared = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => [
        `${method.toUpperCase()} ${path}`,
        operation['x-permission'],
      ]),
    );
    const expected = ROUTES.map((route) => [`${route.method} ${route.path}`, route.permission]);
    expect(Object.fromEntries(declared)).toEqual(Object.fromEntries(expected));
  });

  it('are required: without them, only public routes answer', async () => {
    const { server, address } = await prepared();
    for (const { method, path, body, permission } of ROUTES) {
      if (permission === 'public') continue;
      const response = await send(server, address(path), { method, body });
      expect(await refusal(response), `${method} ${path}`).toMatchObject({
        status: 401,
        code: 'unauthenticated',
      });
      expect(response.headers.get('www-authenticate')).toContain('Bearer');
    }
  });

  it.each(role.options)('of a role: what %s may not is refused and noted', async (who) => {
    const { server, address } = await prepared();
    const headers = await server.as(who);
    let refused = 0;
    for (const { method, path, body } of ROUTES.filter((route) => !mayUse(who, route))) {
      const response = await send(server, address(path), { method, body, headers });
      expect(await refusal(response), `${method} ${path}`).toMatchObject({ status: 403, code: 'forbidden' });
      refused += 1;
      const events = await server.accounts.events();
      expect(events.filter(({ outcome }) => outcome === 'refused')).toHaveLength(refused);
    }
  });

  it('of a guest of a share link: what is not for guests does not exist', async () => {
    const { server, address } = await prepared();
    const { id } = await server.core.nodes.get('one');
    const link = await shareWith(server, await server.as('operator'), {
      what: { kind: 'nodes', nodes: ['one'] },
    });
    const guest = await guestOf(server, link);
    const answered: string[] = [];
    for (const { method, path, body } of ROUTES) {
      const asked = address(path.replace('{node}', id));
      const response = await send(guest, asked, { method, body, headers: guest.headers });
      if (response.ok) answered.push(`${method} ${path}`);
      else expect(response.status, `${method} ${path}`).toBe(404);
      await response.arrayBuffer();
      // Nor is the cookie good for anything but what lies below the link's own address.
      if (path.startsWith('/share/')) continue;
      const elsewhere = await send(server, address(path), { method, body, headers: guest.headers });
      if (elsewhere.ok) expect(['/healthz', '/readyz', '/metrics', '/api/v1/session']).toContain(path);
      else expect([401, 404]).toContain(elsewhere.status);
      await elsewhere.arrayBuffer();
    }
    const v1 = '/api/v1';
    expect(answered.toSorted()).toEqual([
      `GET ${v1}/boot-times`,
      `GET ${v1}/nodes`,
      `GET ${v1}/nodes/{node}`,
      `GET ${v1}/nodes/{node}/screenshot`,
      `GET ${v1}/runs`,
    ]);
  });

  const open = role.options.flatMap((who) =>
    ROUTES.filter((route) => mayUse(who, route)).map((route) => ({ ...route, who })),
  );
  type Open = (typeof open)[number];
  async function answers({ server, address }: Prepared, { who, method, path, status, schema, body }: Open) {
    const response = await send(server, address(path), { method, body, headers: await server.as(who) });
    expect(response.status, `${method} ${path}`).toBe(status);
    if (schema && status < 300) await parsed(schema, response);
    // An answer that nobody reads would hold the server back from ending.
    else await response.arrayBuffer();
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  }

  const written = open.filter((route) => route.method !== 'GET' && route.who === leastRole(route));

  // Each changes something, so it has a server of its own.
  it.each(written.filter(({ status }) => status < 400))('$who: $method $path', async (route) => {
    await answers(await prepared(), route);
  });

  // What is refused changes nothing.
  it.each(role.options)('%s: all that is refused for what it asks', async (role) => {
    const server = await prepared();
    for (const route of written) if (route.who === role && route.status >= 400) await answers(server, route);
  });

  it('grow with the role: what one may, those above it may, too', () => {
    for (const route of ROUTES) {
      const may = role.options.map((who) => mayUse(who, route));
      expect(may, `${route.method} ${route.path}`).toEqual(
        may.toSorted((one, other) => Number(one) - Number(other)),
      );
    }
  });

  // What changes nothing needs no server of its own.
  it.each(role.options)('%s: every GET', async (role) => {
    const server = await prepared();
    for (const route of open) if (route.who === role && route.method === 'GET') await answers(server, route);
  });

  it('have no permission that no role has', () => {
    for (const permission of Object.values(PERMISSIONS)) expect(role.options).toContain(permission);
  });
});

/** The lowest one that may use it. */
const leastRole = (route: RouteCase): Role | undefined => role.options.find((who) => mayUse(who, route));

function mayUse(who: Role, { permission, also }: RouteCase): boolean {
  const may = (needed: Permission | 'public') => needed === 'public' || allows(who, needed);
  return may(permission) && may(also ?? 'public');
}
