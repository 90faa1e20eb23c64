import { checkConnection, failed, ok, type Outcome } from '../../orchestrator/index.ts';
import { simulatorAddressFor } from '../networks/boot-facts.ts';
import type { PreflightContext } from './subject.ts';

/** The boot server, as this machine reaches it; the simulator also as the machine of the nodes does. */
export async function checkReach(context: PreflightContext): Promise<Outcome> {
  const { bootUrl, boot, subject, signal } = context;
  const { host, orchestrator } = subject;
  const outcome = await checkConnection(bootUrl, bootUrl.options.url);
  const address = orchestrator === null ? null : simulatorAddressFor(host, orchestrator);
  if (outcome.state !== 'ok' || address === null || boot == null) return outcome;
  const { bootProgramUrl, bootScriptUrl } = boot.facts;
  const urls = [bootProgramUrl, bootScriptUrl].filter((url) => url !== null);
  const ports = urls.map((url) => new URL(url).port).join(' and ');
  const answers = await Promise.all(urls.map((url) => host.reaches(at(url, address), signal)));
  if (answers.includes(null)) {
    return ok(
      `${outcome.evidence} From ${host.name} itself it cannot be tried: its connection to libvirt carries nothing else.`,
    );
  }
  const refusal = answers.find((answer) => typeof answer === 'string');
  if (refusal === undefined) return ok(`${outcome.evidence} ${host.name} reaches ${address}, too.`);
  return failed(
    `${host.name} does not reach the simulator at ${address}: ${refusal}`,
    `Let the firewall of the console’s machine accept TCP connections from ${host.name} to ${address}, ports ${ports}; or give the host another address of this machine (ven host edit ${host.name} --simulator-address ADDRESS).`,
    'server-unreachable',
  );
}

/** The server by its address: the machine of the nodes need not know its name. */
function at(url: string, address: string): URL {
  const found = new URL(url);
  found.hostname = address;
  return found;
}
