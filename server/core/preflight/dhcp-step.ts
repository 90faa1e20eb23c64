import { counted } from '../../../lib/domain/format.ts';
import type { DhcpOffer, DhcpPlace, DhcpSurvey } from '../../hypervisor/api.ts';
import { ok, type Outcome, skipped, warning } from '../../orchestrator/index.ts';
import type { PreflightContext } from './subject.ts';

/** Begins to listen, so that the steps in between need not wait. */
export function askForServers(
  context: PreflightContext,
  { bridge, server }: { readonly bridge: string | null; readonly server: string | null },
): void {
  if (bridge === null) return;
  const place = { bridge, server };
  const survey = context.subject.host.networks.surveyDhcp(place, context.signal);
  context.dhcp = { place, survey };
}

/** Whether the DHCP server that the nodes need is the only one there. */
export async function checkDhcp({ dhcp }: Pick<PreflightContext, 'dhcp'>): Promise<Outcome> {
  const survey = (await dhcp?.survey) ?? null;
  if (dhcp === null || survey === null) return skipped('other DHCP servers cannot be seen there');
  const { place } = dhcp;
  return place.server === null ? onlyServer(place, survey) : noOther(place, survey);
}

/** In a network with a DHCP server of its own. */
function noOther({ bridge }: DhcpPlace, { programs, offers, problem }: DhcpSurvey): Outcome {
  const evidence: string[] = [];
  const fixes: string[] = [];
  if (programs !== null && programs.length > 0) {
    const them = programs.join(', ');
    evidence.push(
      `${counted(programs.length, 'other program')} may answer the DHCP requests of nodes: ${them}.`,
    );
    fixes.push('Limit it to its own interfaces, or stop it.');
  }
  if (offers.length > 0) {
    evidence.push(`A second DHCP server answers there: ${offers.map(described).join('; ')}.`);
    fixes.push(stopServer(bridge, offers));
  }
  if (fixes.length > 0)
    return warning(
      evidence.join(' '),
      [...fixes, 'A node that gets its answer does not boot.'].join(' '),
      'second-dhcp-server',
    );
  if (problem === null) return ok('No other DHCP server answers there.');
  return programs === null
    ? skipped(`other DHCP servers cannot be seen there: ${problem}`)
    : ok(
        `Nothing else on this machine answers DHCP requests there. Other machines were not asked: ${problem}.`,
      );
}

/** Where somebody else's DHCP server has to answer. */
function onlyServer({ bridge }: DhcpPlace, { offers, problem }: DhcpSurvey): Outcome {
  if (problem !== null) return skipped(`DHCP servers cannot be seen there: ${problem}`);
  const [first, ...others] = offers;
  if (first === undefined)
    return warning(
      'No DHCP server answers there.',
      'Start it, unless it answers only machines that it knows: then it has to know the nodes.',
      'no-dhcp-answer',
    );
  if (others.length === 0) return ok(`One DHCP server answers there: ${described(first)}.`);
  return warning(
    `${counted(offers.length, 'DHCP server')} answer there: ${offers.map(described).join('; ')}.`,
    `Keep the one that sends nodes to their boot program. ${stopServer(bridge, offers)}`,
    'second-dhcp-server',
  );
}

/** 10.1.1.9 offered the address 10.1.1.55 and the boot file pxelinux.0 on 10.1.1.8 */
function described({ server, address, bootFile, nextServer }: DhcpOffer): string {
  const boot = bootFile === null ? 'no boot file' : `the boot file ${bootFile}`;
  const from =
    nextServer === null ? '' : bootFile === null ? ` (next server ${nextServer})` : ` on ${nextServer}`;
  return `${server} offered ${address === null ? 'no address' : `the address ${address}`} and ${boot}${from}`;
}

const stopServer = (bridge: string, offers: readonly DhcpOffer[]): string =>
  `Find the machine by its MAC address (${offers.map(({ server }) => `arping -I ${bridge} ${server}`).join('; ')}), and stop its DHCP server or disconnect it.`;
