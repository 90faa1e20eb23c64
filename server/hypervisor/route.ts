import { isLibvirtError, parseURI } from 'node-libvirt';
import { type Reach, reachBySsh, reachHere, reachNot } from './consoles/reach.ts';
import { sshOptions as optionsWith } from './ssh/known-hosts.ts';

/** How a host's machine is reached. */
export interface Route {
  /** Its files and processes are those of this machine. */
  readonly isLocal: boolean;
  readonly sshOptions: readonly string[];
  readonly reach: Reach;
}

const HERE: Route = { isLocal: true, sshOptions: [], reach: reachHere };

/** Of a URI that nothing can be done with, the connection tells. */
export function routeTo(uri: string, knownHosts: string | undefined): Route {
  const transport = transportOf(uri);
  if (transport === 'unix') return HERE;
  const sshOptions = knownHosts === undefined ? ['BatchMode=yes'] : optionsWith(knownHosts);
  const reach = transport === 'ssh' ? reachBySsh(uri, sshOptions) : reachNot;
  return { isLocal: false, sshOptions, reach };
}

function transportOf(uri: string) {
  try {
    return parseURI(uri).transport;
  } catch (error) {
    if (isLibvirtError(error)) return null;
    throw error;
  }
}
