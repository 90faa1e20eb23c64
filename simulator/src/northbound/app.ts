import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { SimulatorError } from '../error.ts';
import { addressOf } from '../http/client.ts';
import { type Claims, roles } from '../identity/tokens.ts';
import { tokenExpiry } from '../scenarios/catalogue.ts';
import type { Simulation } from '../simulation.ts';
import { errorResponse } from './errors.ts';
import { apiFaults } from './faults.ts';
import { hostRoutes } from './hosts.ts';
import { instanceRoutes } from './instances.ts';
import { localAccountRoutes, osRoutes, providerRoutes } from './catalogue-resources.ts';

/** The orchestrator's REST API below `/v1/projects`. */
export function northbound(simulation: Simulation): Hono {
  const base = '/v1/projects/:project';
  const app = new Hono();
  app.onError(errorResponse);
  app.notFound((context) => {
    throw new SimulatorError('gateway-not-found', notFoundMessage(context));
  });
  app.use(apiFaults(simulation));
  app.get('/v1/orchestrator', (context) => {
    authenticate(simulation, context);
    return context.json(orchestrator(simulation));
  });
  app.get('/v1/projects', (context) => {
    authenticate(simulation, context);
    return context.json([{ name: simulation.store.state.project.name, ...project(simulation) }]);
  });
  app.get('/v1/projects/:project', (context) => {
    authenticate(simulation, context);
    if (context.req.param('project') !== simulation.store.state.project.name) {
      throw new SimulatorError('gateway-not-found', 'Project not found');
    }
    return context.json(project(simulation));
  });
  app.use(`${base}/*`, inProject(simulation));
  app.route(`${base}/compute`, hostRoutes(simulation));
  if (simulation.settings.strictness.featureSet === 'vpro') return app;
  app.route(`${base}/compute/instances`, instanceRoutes(simulation));
  app.route(`${base}/compute/os`, osRoutes(simulation));
  app.route(`${base}/compute/operating_systems`, osRoutes(simulation));
  app.route(`${base}/providers`, providerRoutes(simulation));
  app.route(`${base}/localAccounts`, localAccountRoutes(simulation));
  return app;
}

function notFoundMessage(context: Context): string {
  return context.req.path.startsWith('/v1/') ? 'no matching operation was found' : 'Not Found';
}

/** The caller's claims. Like the gateway, it does not say why a token is rejected. */
export function authenticate(simulation: Simulation, context: Context): Claims {
  const [scheme, token, ...rest] = (context.req.header('authorization') ?? '').split(' ');
  const expiry = simulation.scenarios.active(tokenExpiry, { address: addressOf(context) });
  const claims =
    scheme?.toLowerCase() === 'bearer' && token !== undefined && rest.length === 0
      ? simulation.tokens.read('Bearer', token, expiry?.parameters.seconds)
      : undefined;
  if (claims === undefined) throw new SimulatorError('gateway-unauthorized', 'Unauthorized');
  return claims;
}

/** Requires rights in the project in the path. */
function inProject(simulation: Simulation): MiddlewareHandler {
  return async (context, next) => {
    authorize(simulation, context, context.req.param('project') ?? '');
    await next();
    // Responds only after the change is on the disk.
    await simulation.store.durable();
  };
}

/** Rights are per project; a project that does not exist grants none. */
function authorize(simulation: Simulation, context: Context, project: string): void {
  const claims = authenticate(simulation, context);
  const { name, uid } = simulation.store.state.project;
  const isRead = context.req.method === 'GET' || context.req.method === 'HEAD';
  const sufficient = [roles.inventoryWrite(uid), ...(isRead ? [roles.inventoryRead(uid)] : [])];
  const allowed = claims.realm_access.roles.some((role) => sufficient.includes(role));
  if (project !== name || !allowed) {
    throw simulation.settings.strictness.plainGate
      ? new SimulatorError('gate-denied', 'Access denied or project not found')
      : new SimulatorError('gateway-forbidden', 'Forbidden');
  }
}

/** The response of `GET /v1/orchestrator`: the version, and the installed features. */
function orchestrator({ settings }: Simulation) {
  const installed = settings.strictness.featureSet === 'full';
  return {
    'schema-version': '1.0',
    orchestrator: {
      version: '2026.1.0-simulated',
      features: {
        'edge-infrastructure-manager': {
          installed: true,
          onboarding: { installed },
          provisioning: { installed },
          oob: { installed: !installed },
        },
        multitenancy: { installed: true },
      },
    },
  };
}

function project(simulation: Simulation) {
  const { description, uid, createdAt } = simulation.store.state.project;
  return {
    spec: { description },
    status: {
      projectStatus: {
        message: 'Project is active',
        statusIndicator: 'STATUS_INDICATION_IDLE',
        timeStamp: Math.floor(createdAt / 1000),
        uID: uid,
      },
    },
  };
}
