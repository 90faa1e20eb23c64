import type { Observation } from '../../contract/diagnosis.ts';
import { fine, problem, unchecked } from './observation.ts';

/** One of dnsmasq's lines with `log-dhcp`. */
const LINE = /^(\w{3}) +(\d+) (\d\d):(\d\d):(\d\d) dnsmasq-dhcp\[\d+\]: (\d+) (.*?)\s*$/;
const MESSAGE = /^DHCP(DISCOVER|OFFER|REQUEST|ACK|NAK|DECLINE)\([^)]*\)(?: ([\d.]+))? ([\da-f:]{17})(.*)$/i;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const SECOND = 1_000;
const FIRST_LINE = /^(\w{3}) +(\d+) (\d\d):(\d\d):(\d\d) dnsmasq/m;
const HALF_A_YEAR = 182 * 24 * 3_600 * SECOND;

/** What a machine and the server said to each other; a client has a number of its own for each such talk. */
interface Talk {
  readonly kinds: Set<string>;
  readonly macs: Set<string>;
  /** Firmware that boots over HTTP has asked. */
  isHttpClient: boolean;
  bootFile: string | null;
  /** Why the server refused, in its words. */
  refusal: string | null;
}

export interface WantedOfDhcp {
  readonly mac: string;
  /** Power-on of the boot. */
  readonly since: string;
  /** What firmware has to be sent to; null where that is not known, or nothing boots from the network. */
  readonly bootProgramUrl: string | null;
}

/** What the log of a network's DHCP server says about one machine since its power-on. */
export function dhcpLogOf(log: string, { mac, since, bootProgramUrl }: WantedOfDhcp): Observation {
  const talks = talksIn(log, Date.parse(since)).filter(({ macs }) => macs.has(mac.toLowerCase()));
  const say = (finding: Parameters<typeof problem>[1], text: string, fix = '') =>
    problem('dhcp-log', finding, text, { fix });
  if (talks.length === 0 && !beginsBefore(log, Date.parse(since)))
    return unchecked('dhcp-log', 'The log of the DHCP server does not go back to the power-on.');
  if (talks.length === 0)
    return say('dhcp-not-asked', `The DHCP server has heard nothing of ${mac} since the power-on.`);
  const has = (kind: string): boolean => talks.some(({ kinds }) => kinds.has(kind));
  if (!has('OFFER') && !has('ACK')) return withoutOffer(talks, mac, say);
  if (bootProgramUrl !== null) {
    const led = ledElsewhere(talks, bootProgramUrl);
    if (led !== null) return say(led.finding, led.text);
  }
  if (!has('ACK')) {
    const refusal = talks.findLast((talk) => talk.refusal !== null)?.refusal;
    const ending =
      refusal === undefined ? 'the node has requested none of them' : `then the server refused: “${refusal}”`;
    return say(
      'dhcp-offer-not-taken',
      `The DHCP server has made offers to ${mac}, but ${ending}.`,
      refusal === undefined
        ? 'Look for another DHCP server in the network, and for a firewall that keeps answers from the bridge.'
        : '',
    );
  }
  const file = talks.findLast(({ isHttpClient, bootFile }) => isHttpClient && bootFile !== null)?.bootFile;
  const sent = file == null ? '' : ` and was sent to ${file}`;
  return fine('dhcp-log', `${mac} has asked for an address, got one${sent}.`, 'dhcp-offered');
}

function withoutOffer(
  talks: readonly Talk[],
  mac: string,
  say: (finding: Parameters<typeof problem>[1], text: string, fix?: string) => Observation,
): Observation {
  const refusal = talks.findLast((talk) => talk.refusal !== null)?.refusal ?? null;
  if (refusal === null)
    return say('dhcp-without-offer', `${mac} has asked the DHCP server for an address and got no offer.`);
  const text = `The DHCP server has refused ${mac} an address: “${refusal}”.`;
  return say(refusal.includes('no address') ? 'dhcp-addresses-used-up' : 'dhcp-without-offer', text);
}

/** Firmware that boots over HTTP takes no offer without a boot file, and fetches whatever is named. */
function ledElsewhere(talks: readonly Talk[], wanted: string) {
  const answered = talks.findLast(
    ({ isHttpClient, kinds }) => isHttpClient && (kinds.has('OFFER') || kinds.has('ACK')),
  );
  if (answered === undefined || answered.bootFile === wanted) return null;
  return answered.bootFile === null
    ? {
        finding: 'no-boot-program-named' as const,
        text: 'The DHCP server has offered the firmware an address without a boot program (option 67).',
      }
    : {
        finding: 'network-elsewhere' as const,
        text: `The DHCP server has sent the firmware to ${answered.bootFile} (option 67), not to ${wanted}.`,
      };
}

/** The server writes its first line when the network starts. */
function beginsBefore(log: string, since: number): boolean {
  const [line, month = '', ...time] = FIRST_LINE.exec(log) ?? [];
  return line !== undefined && momentOf(MONTHS.indexOf(month), time.map(Number), since) <= since;
}

function talksIn(log: string, since: number): Talk[] {
  const talks = new Map<string, Talk>();
  for (const line of log.split('\n')) {
    const [, month = '', day, hour, minute, second, id = '', what = ''] = LINE.exec(line) ?? [];
    // Lines have no year; seconds are cut off, not rounded.
    const at = momentOf(MONTHS.indexOf(month), [day, hour, minute, second].map(Number), since);
    if (id === '' || at < since - SECOND) continue;
    const talk = talks.get(id) ?? newTalk();
    talks.set(id, talk);
    note(talk, what);
  }
  return [...talks.values()];
}

const newTalk = (): Talk => ({
  ...{ kinds: new Set(), macs: new Set(), isHttpClient: false, bootFile: null, refusal: null },
});

/** In the year that is nearest to the boot's. */
function momentOf(month: number, [day = 0, hour, minute, second]: readonly number[], since: number): number {
  const year = new Date(since).getFullYear();
  const at = new Date(year, month, day, hour, minute, second).getTime();
  return at < since - HALF_A_YEAR ? new Date(year + 1, month, day, hour, minute, second).getTime() : at;
}

function note(talk: Talk, what: string): void {
  if (what.startsWith('vendor class: HTTPClient')) talk.isHttpClient = true;
  if (what.startsWith('bootfile name: ')) talk.bootFile = what.slice('bootfile name: '.length);
  const [, kind = '', , mac = '', rest = ''] = MESSAGE.exec(what) ?? [];
  if (kind === '') return;
  talk.macs.add(mac.toLowerCase());
  const words = rest.trim();
  const isRefusal = kind === 'NAK' || (kind === 'DISCOVER' && words !== '');
  if (!isRefusal) {
    talk.kinds.add(kind);
    return;
  }
  talk.refusal = words;
}
