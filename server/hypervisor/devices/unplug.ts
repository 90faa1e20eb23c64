import { type Domain, DomainDeviceModifyFlags, isLibvirtError } from 'node-libvirt';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { ReconnectingConnection } from '../connection/reconnecting-connection.ts';

/** A guest answers within a second or two, or never: without a driver, or while it boots. */
const UNPLUG_MS = 12_000;

interface Unplugged {
  /** What people call it. */
  readonly name: string;
  readonly text: string;
  readonly alias: string | null;
  readonly isGone: () => Promise<boolean>;
}

/**
 * Asks the guest to let go of a device, and waits until it has. libvirt waits five seconds by itself, and then says
 * nothing: what became of it is told by an event.
 */
export async function unplug(
  connection: ReconnectingConnection,
  domain: Domain,
  { name, text, alias, isGone }: Unplugged,
): Promise<void> {
  // Listening before it is asked for: the guest may be faster than the answer.
  const answer = answerOf(connection, domain.uuid, alias);
  try {
    await ask(domain, text);
    if (await isGone()) return;
    const outcome = await answer.outcome;
    if (outcome === 'removed' || (await isGone())) return;
    throw keptBack(domain.name, name, outcome);
  } finally {
    answer.stop();
  }
}

type Outcome = 'removed' | 'refused' | 'silent';

function answerOf(connection: ReconnectingConnection, uuid: string, alias: string | null) {
  let stop = (): void => undefined;
  const outcome = new Promise<Outcome>((resolve) => {
    const forget = connection.onDevice((event) => {
      if (event.uuid === uuid && event.alias === alias) resolve(event.removed ? 'removed' : 'refused');
    });
    const timer = setTimeout(() => resolve('silent'), UNPLUG_MS);
    stop = (): void => {
      clearTimeout(timer);
      forget();
    };
  });
  return { outcome, stop: () => stop() };
}

async function ask(domain: Domain, text: string): Promise<void> {
  try {
    await domain.detachDevice(text, DomainDeviceModifyFlags.LIVE);
  } catch (error) {
    // It was asked before and has not answered yet: the same wait.
    if (isLibvirtError(error) && /in the process of unplug/i.test(error.message)) return;
    throw error;
  }
}

function keptBack(domain: string, name: string, outcome: Outcome): ConsoleError {
  const [code, what] =
    outcome === 'refused'
      ? (['conflict', `The guest of ${domain} refused to give ${name} back.`] as const)
      : ([
          'timed-out',
          `The guest of ${domain} did not give ${name} back within ${UNPLUG_MS / 1000} seconds.`,
        ] as const);
  return new ConsoleError(code, `${what} It is still attached, and nothing on it was changed.`, {
    fix: 'Stop using it in the guest and try again, or let it go with the next power-off (--at next-start).',
  });
}
