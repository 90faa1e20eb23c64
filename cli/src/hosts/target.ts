import { userInfo } from 'node:os';
import type { ConsoleClient } from 'ven-client';
import { ConsoleError } from '../../../lib/contract/error.ts';

/** How Ansible reaches a machine, and who uses libvirt there. */
export interface Target {
  readonly name: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const LOCAL_NAME = 'this-machine';
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

/** The machine that a libvirt URI names. `user`: who gets access to libvirt, if not the one who logs in. */
export function targetOf(uri: string, user: string | undefined, name?: string): Target {
  const { protocol, hostname, port, username } = parsed(uri);
  if (protocol === 'qemu:' && hostname === '') {
    return {
      name: name ?? LOCAL_NAME,
      variables: { ansible_connection: 'local', host_user: user ?? userInfo().username },
    };
  }
  if (protocol !== 'qemu+ssh:' || !NAME.test(hostname)) {
    throw new ConsoleError('invalid', `${uri} is not reached by SSH, which Ansible needs.`, {
      fix: 'Give qemu+ssh://USER@HOST/system, or local for this machine.',
    });
  }
  return {
    name: name ?? hostname,
    variables: {
      ansible_host: hostname,
      ...(port === '' ? {} : { ansible_port: Number(port) }),
      ...(username === '' ? {} : { ansible_user: decodeURIComponent(username) }),
      host_user: user ?? decodeURIComponent(username),
    },
  };
}

function parsed(uri: string): URL {
  try {
    return new URL(uri);
  } catch {
    throw new ConsoleError('invalid', `"${uri}" is not a libvirt URI.`, {
      fix: 'Give the name of a host of the console, local, or qemu+ssh://USER@HOST/system.',
    });
  }
}

/** What a person typed: `local`, a URI, or the name of a host of the console. */
export async function findTarget(
  typed: string,
  user: string | undefined,
  client: () => ConsoleClient,
): Promise<Target> {
  if (typed === 'local') return targetOf('qemu:///system', user);
  if (typed.includes('://')) return targetOf(typed, user);
  const host = (await client().hosts.list()).find(({ name }) => name === typed);
  if (host !== undefined) return targetOf(host.uri, user, host.name);
  throw new ConsoleError('not-found', `The console has no host "${typed}".`, {
    fix: 'See ven host list, or give local, or qemu+ssh://USER@HOST/system.',
  });
}
