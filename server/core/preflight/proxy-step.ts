import { BootUrl, failed, ok, type Outcome, skipped } from '../../orchestrator/index.ts';
import { namesOf, type PreflightContext } from './subject.ts';

/** Whether the nodes reach the proxy that they will use, from their network where the console knows it. */
export async function checkProxy(context: PreflightContext): Promise<Outcome> {
  const { url, who } = proxyOf(context) ?? {};
  if (url === undefined || who === undefined) return skipped('these nodes use no proxy that is known here');
  const { boot, gateway, signal } = context;
  const names = boot == null ? [] : namesOf(boot);
  const proxy = new BootUrl({ url, authority: null, names, gateway, signal });
  const from = gateway ?? 'this machine';
  try {
    (await proxy.connect(new URL(url))).destroy();
    return ok(`${url} accepts connections from ${from}. ${who}`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return failed(
      `The proxy ${url} cannot be reached from ${from}: ${reason}. ${who}`,
      'Check its address and name, the route from the nodes’ network, and that a firewall lets nodes through.',
      'proxy-unreachable',
    );
  }
}

function proxyOf({ node, subject }: PreflightContext): { url: string; who: string } | null {
  const { bootSource } = node;
  const own = bootSource.kind === 'cloud-image' ? (bootSource.seed?.proxy ?? null) : null;
  if (own !== null) return { url: own, who: 'cloud-init sets it at the first boot.' };
  const url = subject.orchestrator?.nodeProxy ?? null;
  const who = 'The orchestrator builds it into what nodes boot; the console cannot set it.';
  return url === null ? null : { url, who };
}
