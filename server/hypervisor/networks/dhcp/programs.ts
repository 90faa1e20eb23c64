import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Programs of this machine that would answer the DHCP requests of a bridge besides its own dnsmasq. Null: `ss` cannot be
 * run here. libvirt binds each of its dnsmasq processes to one bridge.
 */
export async function otherDhcpServers(bridge: string, gateway: string): Promise<readonly string[] | null> {
  try {
    const { stdout } = await run('ss', ['-H', '-u', '-l', '-n', '-p', 'sport', '=', ':67'], {
      timeout: 5_000,
    });
    return dhcpServersIn(stdout, bridge, gateway);
  } catch {
    return null;
  }
}

/** `sockets`: what `ss -Hulnp sport = :67` prints. */
export function dhcpServersIn(sockets: string, bridge: string, gateway: string): string[] {
  const found = sockets.split('\n').flatMap((line) => {
    const [, address = '', device = ''] = /\s(\S+?)(?:%(\S+?))?:67\s/.exec(line) ?? [];
    if (address === '' || (device !== '' && device !== bridge)) return [];
    const [, program = 'a program', pid = ''] = /\(\("([^"]+)",pid=(\d+)/.exec(line) ?? [];
    // The bridge's own: of this device, or of its address.
    if (program === 'dnsmasq' && (device === bridge || address === gateway)) return [];
    const everywhere = address === '0.0.0.0' || address === '*' || address === gateway;
    return device === bridge || everywhere ? [pid === '' ? program : `${program} (process ${pid})`] : [];
  });
  return [...new Set(found)];
}
