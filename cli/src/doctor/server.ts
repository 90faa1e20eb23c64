import type { ConsoleClient } from 'ven-client';
import type { Check, Host } from '../../../lib/contract/host.ts';
import { createClient } from '../api/client.ts';
import { asConsoleError } from '../failure.ts';
import type { Target } from '../session/settings.ts';
import { orchestratorChecks } from './orchestrators.ts';
import { fail, ok, type Verdict, warn } from '../../../lib/host-rules/verdict.mjs';

function hostVerdict({ state, reason, fix, uri }: Host): Verdict {
  if (state === 'connected') return ok(`connected to ${uri}`);
  if (state === 'connecting')
    return warn(reason ?? `still connecting to ${uri}`, fix ?? 'Ask again in a moment.');
  return fail(reason ?? `${uri} cannot be reached`, fix ?? 'See ven host list.');
}

/** What the console found by running a guest. */
function accelerationVerdict({ acceleration }: Host): Verdict {
  if (acceleration === null) return warn('not known yet', 'Ask again in a minute.');
  const reason = `${acceleration.kind}: ${acceleration.reason}`;
  if (acceleration.kind === 'kvm') return ok(reason);
  return warn(
    reason,
    'dmesg | grep -i kvm   # on that machine, to see why it has no KVM; nodes work without, slowly',
  );
}

const hostChecks = (host: Host): Check[] => [
  { id: `${host.name}:connection`, ...hostVerdict(host) },
  { id: `${host.name}:acceleration`, ...accelerationVerdict(host) },
  // The probe above has reported more details of the acceleration.
  ...host.checks
    .filter(({ id }) => id !== 'acceleration')
    .map((check) => ({ ...check, id: `${host.name}:${check.id}` })),
];

async function ask(client: ConsoleClient): Promise<Check[]> {
  const [hosts, orchestrators] = await Promise.all([client.hosts.list(), client.orchestrators.list()]);
  const checked = await Promise.all(orchestrators.map((each) => orchestratorChecks(client, each)));
  return [...hosts.flatMap(hostChecks), ...checked.flat()];
}

/**
 * The console's own checks. Without a login, or while it is not started, the doctor has still said what it can: only
 * a server that the user named (`wanted`) must answer.
 */
export async function inspectServer(target: Target, wanted: boolean): Promise<Check[]> {
  const { url, token } = target;
  if (token === null) {
    return [
      {
        id: 'server',
        ...warn(
          `not logged in at ${url}, so its hosts are not checked`,
          `ven login --url ${url} --email YOU`,
        ),
      },
    ];
  }
  try {
    const checks = await ask(createClient(target));
    return [{ id: 'server', ...ok(`${url} answers`) }, ...checks];
  } catch (error) {
    const { message, fix } = asConsoleError(error);
    return [{ id: 'server', ...(wanted ? fail(message, fix) : warn(message, fix)) }];
  }
}
