import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Host } from '../../../lib/contract/host.ts';
import type { Orchestrator } from '../../../lib/contract/orchestrator.ts';
import { counted } from '../../../lib/domain/format.ts';
import { hostUri } from '../../hypervisor/index.ts';

/** Of nodes and images, at most so many are named. */
const NAMED = 5;

const listed = (names: readonly string[]): string => {
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  return `${names.slice(0, NAMED).join(', ')}${more}`;
};

export function nameTaken(name: string): ConsoleError {
  const message = `There is a host "${name}" already.`;
  return new ConsoleError('conflict', message, {
    fix: 'Use another name, or edit that host.',
    errors: [{ field: 'name', message }],
  });
}

export function uriFixed(name: string, uri: string): ConsoleError {
  const message = `The URI of "${name}" is ${uri}, as the console is configured.`;
  return new ConsoleError('conflict', message, {
    fix: 'Add another host, or set VEN_LIBVIRT_URI and start the console again.',
    errors: [{ field: 'uri', message }],
  });
}

export const partOfConsole = (name: string): ConsoleError =>
  new ConsoleError('conflict', `"${name}" is the host that the console is configured with.`, {
    fix: 'Put it into maintenance, so that it gets no new nodes.',
  });

export function inUse(name: string, nodes: readonly string[], images: readonly string[]): ConsoleError {
  const parts = [
    ...(nodes.length === 0 ? [] : [`${counted(nodes.length, 'node')} (${listed(nodes)})`]),
    ...(images.length === 0 ? [] : [`${counted(images.length, 'image')} (${listed(images)})`]),
  ];
  return new ConsoleError('conflict', `"${name}" has ${parts.join(' and ')}.`, {
    fix: 'Delete them first; or forget them with the host, by naming it once more: they stay on the host, and are here again when it is added again.',
  });
}

export const busyNodes = (name: string, nodes: readonly string[]): ConsoleError =>
  new ConsoleError('conflict', `Operations are under way on "${name}": ${listed(nodes)}.`, {
    fix: 'Wait until they have ended, then remove it.',
  });

/** Why a host gets no new nodes of an orchestrator, whatever room it has; null if it does. */
export function refusalOf({ name, uri, settings }: Host, orchestrator: Pick<Orchestrator, 'kind'>) {
  if (settings.maintenance) {
    return forHost(`The host "${name}" is in maintenance and gets no new nodes.`, {
      fix: 'Choose another host, or end its maintenance.',
    });
  }
  const { machine, path } = hostUri(uri);
  if (path === '/session') {
    return forHost(`"${name}" is a session of libvirt: it has no NAT networks and no system-wide storage.`, {
      fix: 'Add the machine with /system in its URI (qemu:///system); what runs in the session stays usable.',
    });
  }
  if (orchestrator.kind !== 'simulator' || machine === null || settings.simulatorAddress !== null)
    return null;
  return forHost(`Nodes on "${name}" cannot reach the built-in simulator, which runs on another machine.`, {
    fix: `Say at which address of this machine they can (ven host edit ${name} --simulator-address ADDRESS); or choose a host of the console’s own machine, another orchestrator, or a boot from an image or medium.`,
  });
}

const forHost = (message: string, { fix }: { readonly fix: string }): ConsoleError =>
  new ConsoleError('conflict', message, { fix, errors: [{ field: 'host', message }] });
