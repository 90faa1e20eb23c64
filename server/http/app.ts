import { OpenAPIHono } from '@hono/zod-openapi';
import { createMiddleware } from 'hono/factory';
import { routePath } from 'hono/route';
import { ConsoleError } from '../../lib/contract/error.ts';
import { addressOf } from '../core/access/client-address.ts';
import { noteRefusal } from './audit-note.ts';
import { CHANGE_HEADER, LIVE_PATH, SERIAL_PATH, VNC_PATH } from '../../lib/contract/live.ts';
import { sharedPath } from '../../lib/contract/share.ts';
import { foreignHost, isOwnHost } from '../core/access/origin.ts';
import { authentication } from './authentication.ts';
import { bodyLimit } from './body-limit.ts';
import type { ConsoleApp } from './content.ts';
import { guestRequests } from './guests/guest-requests.ts';
import { type HttpEnvironment, type HttpServices, requestOriginOf } from './environment.ts';
import { methodsOf } from './methods.ts';
import { openApiDocument, type OpenApiDocument } from './openapi.ts';
import { consoleErrorOf, problemResponse } from './problem.ts';
import { auditRoutes } from './resources/audit.ts';
import { demoRoutes } from './resources/demo.ts';
import { diagnosisRoutes } from './resources/diagnoses.ts';
import { bootComparisonRoutes } from './resources/boot-comparison.ts';
import { bootTimesRoutes } from './resources/boot-times.ts';
import { bootCastRoutes } from './resources/boot-cast.ts';
import { bootLogRoutes } from './resources/boot-log.ts';
import { exportRoutes } from './resources/exports.ts';
import { faultRoutes } from './resources/faults.ts';
import { healthRoutes } from './resources/health.ts';
import { orphanRoutes } from './resources/orphans.ts';
import { hostObjectRoutes } from './resources/host-objects.ts';
import { domainRoutes } from './resources/domains.ts';
import { domainSnapshotRoutes } from './resources/domain-snapshots.ts';
import { hostRoutes } from './resources/hosts.ts';
import { orchestratorRoutes } from './resources/orchestrators.ts';
import { provisioningRoutes } from './resources/provisioning.ts';
import { presentationRoutes } from './resources/presentations.ts';
import { presenceRoutes } from './resources/presence.ts';
import { projectHostRoutes } from './resources/project-hosts.ts';
import { preflightRoutes } from './resources/preflights.ts';
import { imageRoutes } from './resources/images.ts';
import { deviceRoutes } from './resources/devices.ts';
import { checkpointRoutes } from './resources/checkpoints.ts';
import { nodeRoutes } from './resources/nodes.ts';
import { operationRoutes } from './resources/operations.ts';
import { bulkRoutes } from './resources/bulks.ts';
import { recordingRoutes } from './resources/recordings.ts';
import { ruleRoutes } from './resources/rules.ts';
import { scheduleRoutes } from './resources/schedules.ts';
import { runRoutes } from './resources/runs.ts';
import { scenarioRoutes } from './resources/scenarios.ts';
import { screenshotRoutes } from './resources/screenshot.ts';
import { searchRoutes } from './resources/search.ts';
import { serialTailRoutes } from './resources/serial-tails.ts';
import { shareRoutes } from './resources/shares.ts';
import { sessionRoutes } from './resources/session.ts';
import { storageRoutes } from './resources/storage.ts';
import { templateRoutes } from './resources/templates.ts';
import { ticketRoutes } from './resources/tickets.ts';
import { tokenRoutes } from './resources/tokens.ts';
import { usageRoutes } from './resources/usage.ts';
import { webhookRoutes } from './resources/webhooks.ts';

/** Headers of every response, of the API and of pages. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
};

/** API responses are data; one that a browser shows as a page can do nothing. */
const API_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";

const OPENAPI_PATH = '/api/openapi.json';

/** WebSocket upgrades for these paths never reach the app. */
const SOCKET_PATHS = [LIVE_PATH, `${LIVE_PATH}/`, SERIAL_PATH, VNC_PATH];

/** Paths that the app answers; all others are pages. */
export const isApiPath = (path: string): boolean =>
  path === '/api' ||
  path.startsWith('/api/') ||
  [...SOCKET_PATHS, '/healthz', '/readyz', '/metrics'].includes(path) ||
  sharedPath(path)?.rest.startsWith('/api/') === true;

const measured = createMiddleware<HttpEnvironment>(async (c, next) => {
  const started = performance.now();
  await next();
  const seconds = (performance.now() - started) / 1000;
  // The pattern, not the path: a label for every node would be unbounded.
  const route = c.res.status === 404 ? 'none' : routePath(c, -1);
  c.var.services.metrics.request(c.req.method, route, c.res.status, seconds);
});

const secured = createMiddleware<HttpEnvironment>(async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) c.res.headers.set(name, value);
  if (sharedPath(c.req.path)) c.res.headers.set('referrer-policy', 'no-referrer');
  c.res.headers.set('content-security-policy', API_POLICY);
  if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store');
});

/** So that a client can tell whether it missed a change between this answer and its first connection. */
const dated = createMiddleware<HttpEnvironment>(async (c, next) => {
  const change = c.var.services.core.latestChange();
  await next();
  if (c.req.method === 'GET') c.res.headers.set(CHANGE_HEADER, String(change));
});

/** Probes use any address, and learn only that the server responds. */
const PROBES: readonly string[] = ['/healthz', '/readyz'];

const ownHost = createMiddleware<HttpEnvironment>(async (c, next) => {
  if (!PROBES.includes(c.req.path) && !isOwnHost(c.req.header('host'), c.var.services.origin)) {
    throw foreignHost();
  }
  await next();
});

/** Named after the field in the request; a problem without a field concerns the whole request. */
function refuseInvalid(error: {
  issues: readonly { path: readonly PropertyKey[]; message: string }[];
}): never {
  const errors = error.issues.map(({ path, message }) => ({ field: path.map(String).join('.'), message }));
  const messages = errors.map(({ field, message }) => (field === '' ? message : `${field}: ${message}`));
  throw new ConsoleError('invalid', `The request is not valid: ${messages.join('; ')}.`, {
    fix: 'Correct what is named and send it again.',
    errors,
  });
}

/** The routes alone, for the OpenAPI description and for the server, which adds its middleware. */
function addRoutes(app: ConsoleApp): void {
  sessionRoutes(app);
  tokenRoutes(app);
  shareRoutes(app);
  // Before the nodes: its paths are like those of a node called "preflight".
  preflightRoutes(app);
  nodeRoutes(app);
  deviceRoutes(app);
  checkpointRoutes(app);
  faultRoutes(app);
  bootLogRoutes(app);
  serialTailRoutes(app);
  bootCastRoutes(app);
  recordingRoutes(app);
  searchRoutes(app);
  diagnosisRoutes(app);
  bootComparisonRoutes(app);
  bootTimesRoutes(app);
  screenshotRoutes(app);
  domainRoutes(app);
  domainSnapshotRoutes(app);
  hostObjectRoutes(app);
  orphanRoutes(app);
  operationRoutes(app);
  runRoutes(app);
  bulkRoutes(app);
  exportRoutes(app);
  hostRoutes(app);
  usageRoutes(app);
  templateRoutes(app);
  ruleRoutes(app);
  scheduleRoutes(app);
  orchestratorRoutes(app);
  projectHostRoutes(app);
  provisioningRoutes(app);
  scenarioRoutes(app);
  imageRoutes(app);
  webhookRoutes(app);
  presentationRoutes(app);
  demoRoutes(app);
  auditRoutes(app);
  storageRoutes(app);
  ticketRoutes(app);
  presenceRoutes(app);
  healthRoutes(app);
  app.openAPIRegistry.registerComponent('securitySchemes', 'cookie', {
    type: 'apiKey',
    in: 'cookie',
    name: 'ven_session_INSTALLATION',
    description: 'For the pages: INSTALLATION is different in each console. Programs send a token.',
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' });
}

/** The description of the API, without a server. */
export function describeApi(): OpenApiDocument {
  const app: ConsoleApp = new OpenAPIHono<HttpEnvironment>();
  addRoutes(app);
  return openApiDocument(app);
}

/** Everything that is not a page: REST, health, metrics and their description. */
export function createApp(services: HttpServices): ConsoleApp {
  const app: ConsoleApp = new OpenAPIHono<HttpEnvironment>({
    defaultHook: (result) => {
      if (!result.success) refuseInvalid(result.error);
    },
  });
  app.use(async (c, next) => {
    c.set('services', services);
    c.set('identity', null);
    c.set('address', addressOf(requestOriginOf(c), services.origin.baseUrl));
    c.set('auditTarget', undefined);
    c.set('noted', false);
    await next();
  });
  app.use(secured, measured, ownHost, authentication, bodyLimit, dated);
  addRoutes(app);
  guestRequests(app);
  for (const path of SOCKET_PATHS) {
    app.all(path, () => {
      throw new ConsoleError('malformed', 'This address takes WebSocket connections only.', {
        fix: 'Connect with a WebSocket client; docs/api.md says how.',
      });
    });
  }
  // Generated once: it is the same for every client, and expensive.
  let description: string | undefined;
  app.get(OPENAPI_PATH, (c) => {
    description ??= JSON.stringify(openApiDocument(app));
    return c.body(description, 200, { 'content-type': 'application/json' });
  });

  app.onError(async (error, c) => {
    const known = consoleErrorOf(error, services.logger);
    await noteRefusal(c, known);
    return problemResponse(c, known);
  });
  app.notFound((c) => {
    const allowed = methodsOf(app, c.req.path);
    if (allowed.length > 0) {
      c.header('allow', allowed.join(', '));
      return problemResponse(
        c,
        new ConsoleError('method-not-allowed', `${c.req.method} is not possible here.`, {
          fix: `Use ${allowed.join(' or ')}.`,
        }),
      );
    }
    return problemResponse(
      c,
      new ConsoleError('not-found', 'There is nothing at this address.', {
        fix: `See ${OPENAPI_PATH} for what there is.`,
      }),
    );
  });
  return app;
}
