import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Capacity, Host } from '../../../lib/contract/host.ts';
import type { Image } from '../../../lib/contract/image.ts';
import type { Orchestrator } from '../../../lib/contract/orchestrator.ts';
import { memory } from '../../../lib/domain/format.ts';
import { missingLabels, spread } from '../../../lib/domain/placement.ts';
import type { HypervisorHost } from '../../hypervisor/api.ts';
import { type Context, hostNamed } from '../context.ts';
import { refusalOf } from '../hosts/refusals.ts';
import type { Size } from './warnings.ts';

export interface Wish {
  /** `auto`, or a name; undefined: the only host, or `auto` among several. */
  readonly host: string | undefined;
  readonly labels: readonly string[];
  /** It is on one host only. */
  readonly image: Image | null;
  readonly orchestrator: Pick<Orchestrator, 'kind'>;
  readonly count: number;
  readonly size: Size;
}

export interface ChosenHosts {
  /** Of each node, those of one host after each other. */
  readonly hosts: readonly HypervisorHost[];
  /** Why these; empty for one that was named, or the only one. */
  readonly reasons: readonly string[];
  readonly warnings: readonly string[];
}

type RoomOn = (host: HypervisorHost) => Capacity;

/** How long a create waits for a host that is being connected to. */
const CONNECT_MS = 5_000;
/** One that takes longer is passed over. */
const ANSWER_MS = 2_000;

/** The host of each node. Chosen by the console, hosts never get more than fits; a host that was named may. */
export async function chooseHosts(
  context: Pick<Context, 'hosts'>,
  wish: Wish,
  roomOn: RoomOn,
): Promise<ChosenHosts> {
  const all = [...context.hosts.values()];
  const { host: name, image, orchestrator } = wish;
  if (name !== undefined && name !== 'auto') {
    if (image !== null) checkImageHost(image, name);
    return named(hostNamed(context, name), wish);
  }
  const usable = all.filter(({ status }) => reasonAgainst(status, wish) === null);
  const [only, ...others] = usable;
  if (only === undefined) {
    const refusal = all[0] && refusalOf(all[0].status, orchestrator);
    if (all.length === 1 && refusal != null) throw refusal;
    throw new ConsoleError('host-unreachable', 'There is no host that takes these nodes.', {
      fix: 'Add a host, or end the maintenance of one.',
    });
  }
  if (name === undefined && others.length === 0) return named(only, wish);
  await anyConnected(usable);
  return spreadOver(all, wish, roomOn);
}

/** Why a host does not come into question, whatever room it has. */
function reasonAgainst(host: Host, { image, orchestrator }: Wish): string | null {
  if (image !== null && image.host !== host.name) return `the image "${image.name}" is on ${image.host}`;
  if (host.settings.maintenance) return 'maintenance';
  return refusalOf(host, orchestrator)?.message ?? null;
}

async function named(host: HypervisorHost, { labels, count, orchestrator }: Wish): Promise<ChosenHosts> {
  const refusal = refusalOf(host.status, orchestrator);
  if (refusal !== null) throw refusal;
  await host.whenConnected(CONNECT_MS);
  const missing = missingLabels(host.status, labels);
  const warnings =
    missing.length === 0 ? [] : [`${host.name} lacks what these nodes ask for: ${missing.join(', ')}.`];
  return { hosts: Array.from({ length: count }, () => host), reasons: [], warnings };
}

/** Those that answer are not kept waiting by those that do not. */
async function anyConnected(hosts: readonly HypervisorHost[]): Promise<void> {
  if (hosts.some(({ status }) => status.state === 'connected')) return;
  const outcomes = await Promise.allSettled(hosts.map((host) => host.whenConnected(CONNECT_MS)));
  const refused = outcomes.find((outcome) => outcome.status === 'rejected');
  if (refused !== undefined && !outcomes.some(({ status }) => status === 'fulfilled')) throw refused.reason;
}

/** One that was chosen and does not answer gets none; hosts that are not chosen are not asked. */
async function spreadOver(all: readonly HypervisorHost[], wish: Wish, roomOn: RoomOn): Promise<ChosenHosts> {
  const silent = new Set<HypervisorHost>();
  for (;;) {
    const chosen = spreadOnce(all, wish, (host) =>
      silent.has(host) ? { fits: 0, limitedBy: 'it does not answer' } : roomOn(host),
    );
    const asked = [...new Set(chosen.hosts)];
    const answers = await Promise.all(asked.map((host) => host.answers(ANSWER_MS)));
    if (answers.every(Boolean)) return chosen;
    for (const [index, host] of asked.entries()) if (answers[index] === false) silent.add(host);
  }
}

function spreadOnce(
  all: readonly HypervisorHost[],
  wish: Wish,
  roomOn: (host: HypervisorHost) => Pick<Capacity, 'fits' | 'limitedBy'>,
): ChosenHosts {
  const { labels, count, size } = wish;
  const candidates = all.map((host) => {
    const reason = reasonAgainst(host.status, wish);
    return { host: host.status, room: reason === null ? roomOn(host) : { fits: 0, limitedBy: reason } };
  });
  const { hosts, reasons, missing } = spread(candidates, count, labels);
  if (missing > 0) {
    const wanted = `${size.vcpus} vCPUs, ${memory(size.memoryMiB)} and ${size.diskGiB} GiB`;
    const message = `There is no room for ${missing} of ${count} nodes of ${wanted}. ${reasons.join(' ')}`;
    throw new ConsoleError('no-capacity', message, {
      fix: 'Create fewer or smaller nodes, make room, or name a host: the console then warns, and does not refuse.',
      errors: [{ field: 'host', message }],
    });
  }
  const byName = new Map(all.map((host) => [host.name, host]));
  return {
    hosts: hosts.map((name) => byName.get(name)).filter((host) => host !== undefined),
    ...{ reasons, warnings: [] },
  };
}

export interface Share {
  readonly host: HypervisorHost;
  readonly count: number;
}

/** How many nodes each host gets, in the order of the nodes. */
export const sharesOf = (hosts: readonly HypervisorHost[]): Share[] =>
  [...new Set(hosts)].map((host) => ({ host, count: hosts.filter((each) => each === host).length }));

/** An image is on one host only. */
function checkImageHost(image: Image, host: string): void {
  if (host === 'auto' || host === image.host) return;
  const message = `The image "${image.name}" is on ${image.host}, not on ${host}.`;
  throw new ConsoleError('invalid', message, {
    fix: `Choose ${image.host}, or add the image there, too.`,
    errors: [{ field: 'host', message }],
  });
}
