import { type Context } from 'hono';
import { messageOf, SimulatorError } from '../error.ts';

/**
 * The two kinds of error body: what the services refuse carries a gRPC code, what the gateway refuses only a
 * message. Anything else is a defect of the simulator and says so.
 */
export function replyToError(error: Error, context: Context): Response {
  if (!(error instanceof SimulatorError)) {
    return context.json({ code: 'Internal', message: `simulator defect: ${messageOf(error)}` }, 500);
  }
  const { code, message, field, status } = error;
  const named = field === undefined ? {} : { field };
  return context.json(code.startsWith('gateway-') ? { message } : { code, message, ...named }, status);
}
