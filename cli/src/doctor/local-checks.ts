import type { Check } from '../../../lib/contract/host.ts';
import { checksOf } from '../../../lib/host-rules/rules.mjs';
import { operator, SYSTEM_URI } from '../../../host-facts/daemons.mjs';
import { readAllFacts } from '../../../host-facts/host-facts.mjs';
import type { Environment } from '../session/settings.ts';
import { checkPort } from './port.ts';

/** This machine, and the port of a console that would be started here. */
export async function localChecks(env: Environment): Promise<Check[]> {
  const place = { env, uri: env.VEN_LIBVIRT_URI || SYSTEM_URI, data: env.VEN_DATA_DIR || 'data' };
  const [facts, port] = await Promise.all([readAllFacts(place), checkPort(env)]);
  return [...checksOf(facts, operator()), { id: 'port', title: 'Port of the console', ...port }];
}
