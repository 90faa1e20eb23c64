// @ts-check
import { commandLine, fail, ok, warn } from './verdict.mjs';

/** @typedef {import('./facts.mjs').AddressFacts} AddressFacts */
/** @typedef {import('./facts.mjs').BridgeFacts} BridgeFacts */
/** @typedef {import('./facts.mjs').FirewallFacts} FirewallFacts */
/** @typedef {import('./verdict.mjs').Operator} Operator */
/** @typedef {import('./verdict.mjs').Verdict} Verdict */

/** libvirt's own bridges carry its networks, and containers' carry containers: nodes are put on others. */
const BRIDGES_OF_OTHERS = /^(virbr|ven|docker|br-[0-9a-f]{12}$|lxcbr|cni|podman)/;

/**
 * @param {BridgeFacts} facts
 * @param {Operator} operator
 * @returns {Verdict}
 */
export function checkBridges({ all, isFiltered }, operator) {
  const usable = all.filter(({ name }) => !BRIDGES_OF_OTHERS.test(name));
  if (usable.length === 0)
    return ok('no bridge to a physical network: nodes use networks of libvirt, behind NAT');
  const text = usable
    .map(({ name, ports }) => `${name} (${ports.length === 0 ? 'no interface' : ports.join(', ')})`)
    .join(', ');
  if (isFiltered) {
    return warn(
      `nodes can be put on ${text}, but bridged packets go through iptables, which may drop them`,
      commandLine(
        ['sysctl -w net.bridge.bridge-nf-call-iptables=0'],
        operator,
        "unless Docker's networks depend on it",
      ),
    );
  }
  const slow = usable.filter(({ delaysPorts }) => delaysPorts).map(({ name }) => name);
  if (slow.length > 0) {
    return warn(
      `nodes can be put on ${text}, but the spanning tree protocol of ${slow.join(', ')} blocks a new port for several seconds, in which the firmware asks for an address in vain`,
      commandLine(
        slow.map((name) => `ip link set ${name} type bridge forward_delay 0`),
        operator,
      ),
    );
  }
  return ok(`nodes can be put on ${text}`);
}

/**
 * @param {AddressFacts} facts
 * @returns {Verdict}
 */
export function checkAddresses({ free }) {
  if (free !== null) return ok(`${free} is free for the nodes' network`);
  return fail(
    "every address range for the nodes' network overlaps an address, a route or a libvirt network of this machine",
    'Remove networks and routes that nobody needs: virsh net-list --all; ip route show table all',
  );
}

/**
 * libvirt switches forwarding on when it starts a network with NAT; what has been switched off since then stays off.
 * @param {{ ipv4: boolean, ipv6: boolean }} facts
 * @returns {Verdict}
 */
export function checkForwarding({ ipv4, ipv6 }) {
  if (!ipv4) return ok('IPv4 forwarding is off; libvirt switches it on when it starts a network with NAT');
  return ok(`IPv4 forwarding is on${ipv6 ? ', and so is that of IPv6' : ''}`);
}

/**
 * @param {FirewallFacts} facts
 * @param {Operator} operator
 * @returns {Verdict}
 */
export function checkFirewall({ backend, iptables, nft, usesLegacyTables, manager }, operator) {
  if (backend === 'nftables' && nft === null) {
    return fail(
      "libvirt's network.conf chooses nftables, but nft was not found",
      commandLine(['apt-get install nftables'], operator),
    );
  }
  if (iptables === null && nft === null) {
    return fail(
      'neither iptables nor nft was found, so libvirt cannot start a network with NAT',
      commandLine(['apt-get install iptables nftables'], operator),
    );
  }
  const rules = backend ?? (iptables === null ? 'nftables' : 'iptables');
  if (usesLegacyTables && nft !== null) {
    return warn(
      `rules exist both in the tables of iptables-legacy and of nftables: packets pass both, and either can drop them`,
      commandLine(['iptables-legacy-save'], operator, 'shows the old rules'),
    );
  }
  const beside = manager === null ? '' : `; ${manager} changes forwarding rules, too`;
  return ok(`libvirt writes its rules with ${rules}${beside}`);
}

const VARIABLES = ['http_proxy', 'https_proxy', 'all_proxy'];

/**
 * Host and port of a proxy's URL, without the account in it; null for what is no such URL.
 * @param {string} url
 */
const proxyHost = (url) => /^https?:\/\/(?:[^/@\s]*@)?([^/@\s]+)\/?$/i.exec(url)?.[1] ?? null;

/**
 * What programs started here use: apt and npm of the preparation, and the console on its way to orchestrators.
 * @param {Readonly<Record<string, string>>} proxies
 * @returns {Verdict}
 */
export function checkProxies(proxies) {
  const set = VARIABLES.filter((name) => (proxies[name] ?? '') !== '');
  if (set.length === 0) return ok('no proxy is set');
  const wrong = set.filter((name) => proxyHost(proxies[name] ?? '') === null);
  if (wrong.length > 0) {
    return fail(
      `${wrong.join(' and ')} is not the URL of an HTTP proxy`,
      `export ${wrong[0] ?? ''}=http://proxy.example.org:3128`,
    );
  }
  const hosts = [...new Set(set.map((name) => proxyHost(proxies[name] ?? '')))].join(', ');
  const except = (proxies.no_proxy ?? '').split(/[\s,]+/).filter((name) => name !== '');
  if (except.includes('*')) return ok(`the proxy ${hosts} is set, but not used (no_proxy=*)`);
  const local = ['localhost', '127.0.0.1'].filter((name) => !except.includes(name));
  if (local.length === 0) return ok(`the proxy ${hosts} is used, except for ${except.join(', ')}`);
  return warn(
    `the proxy ${hosts} is used for ${local.join(' and ')}, too, where it reaches another machine than this`,
    `export no_proxy=${[...except, ...local].join(',')}`,
  );
}
