import type { Context } from 'hono';
import { messageOf, SimulatorError } from '../error.ts';

/**
 * Errors of the services have a gRPC code and a message, errors of the gateway only a message. Any other error is a bug in
 * the simulator.
 */
export function errorResponse(error: Error, context: Context): Response {
  if (!(error instanceof SimulatorError)) {
    return context.json({ code: 'Internal', message: `simulator defect: ${messageOf(error)}` }, 500);
  }
  const { code, message, field, status } = error;
  if (code === 'gate-denied') return context.text(message, 403);
  const named = field === undefined ? {} : { field };
  return context.json(code.startsWith('gateway-') ? { message } : { code, message, ...named }, status);
}
