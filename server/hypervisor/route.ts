import { isLibvirtError, parseURI } from 'node-libvirt';
import type { ScreenPlace } from './api.ts';
import { type Reach, reachBySsh, reachHere, reachNot } from './consoles/reach.ts';
import { sshOptions as optionsWith } from './ssh/known-hosts.ts';

/** How a host's machine is reached. */
export interface Route {
  /** Its files and processes are those of this machine. */
  readonly isLocal: boolean;
  readonly sshOptions: readonly string[];
  readonly reach: Reach;
  readonly screenPlace: ScreenPlace;
}

const HERE: Route = { isLocal: true, sshOptions: [], reach: reachHere, screenPlace: 'loopback' };

/** Of a URI that nothing can be done with, the connection tells. */
export function routeTo(uri: string, knownHosts: string | undefined): Route {
  const transport = transportOf(uri);
  if (transport === 'unix') return HERE;
  const sshOptions = knownHosts === undefined ? ['BatchMode=yes'] : optionsWith(knownHosts);
  return transport === 'ssh'
    ? { isLocal: false, sshOptions, reach: reachBySsh(uri, sshOptions), screenPlace: 'loopback' }
    : { isLocal: false, sshOptions, reach: reachNot, screenPlace: 'stream' };
}

function transportOf(uri: string) {
  try {
    return parseURI(uri).transport;
  } catch (error) {
    if (isLibvirtError(error)) return null;
    throw error;
  }
}
