import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import type { HostEntry, OrchestratorSettings } from '../../lib/contract/orchestrator-settings.ts';
import { entryAddress } from '../../lib/domain/orchestrator-services.ts';

/** Resolves names with the host entries, and all others with the system's resolver. */
export function lookupIn(entries: readonly HostEntry[]): LookupFunction {
  return (name, options, callback) => {
    const address = entryAddress(entries, name);
    if (address === null) {
      lookup(name, options, callback);
      return;
    }
    const family = isIP(address);
    if (options.all === true) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };
}

/** The names to reach without a proxy, in the form of NO_PROXY: a proxy would not know the host entries. */
export function withoutProxy({ hosts, proxy }: Pick<OrchestratorSettings, 'hosts' | 'proxy'>): string[] {
  const { no_proxy, NO_PROXY } = process.env;
  const others = proxy.console === null ? (no_proxy ?? NO_PROXY ?? '').split(/[\s,]+/) : proxy.except;
  return [...others.filter((name) => name !== ''), ...hosts.flatMap(({ names }) => names)];
}

/** The proxy for a URL, chosen as undici does; null for none. */
export function proxyFor(
  url: string,
  settings: Pick<OrchestratorSettings, 'hosts' | 'proxy'>,
): string | null {
  const { https_proxy, HTTPS_PROXY } = process.env;
  const proxy = settings.proxy.console ?? https_proxy ?? HTTPS_PROXY ?? '';
  if (proxy === '') return null;
  const { hostname, port } = new URL(url);
  const excepted = withoutProxy(settings).some((entry) => {
    const [, name = entry, only = ''] = /^(.+):(\d+)$/.exec(entry) ?? [];
    if (only !== '' && only !== (port === '' ? '443' : port)) return false;
    const domain = name.replace(/^\*?\./, '').toLowerCase();
    return name === '*' || hostname === domain || hostname.endsWith(`.${domain}`);
  });
  return excepted ? null : proxy;
}
