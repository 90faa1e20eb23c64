import { ManyHosts } from '../../server/testing/many-hosts.ts';
import { OPERATOR } from '../../server/testing/core.ts';
import { RemoteHost } from '../../server/testing/remote-host.ts';
import { percentile } from '../console/table.ts';
import { inWords, resampled } from '../spread.ts';

/** Pairs of a block while all is well and one while a host answers nothing; which comes first changes each time. */
const PAIRS = 30;
const OPERATIONS = 120;
/** At once, so that one that waits for another's would show. */
const AT_ONCE = 4;
/** Calls to the host that answers nothing, all the time. */
const HUNG = 4;

/** Durations of operations. */
type Block = readonly number[];

interface Pair {
  readonly calm: Block;
  readonly disturbed: Block;
}

type Core = ManyHosts['core'];

/** What power operations on other hosts cost while the link to one host drops every packet. */
export async function droppedPackets(uris: readonly string[]): Promise<void> {
  await using remote = await RemoteHost.start();
  await using hosts = await ManyHosts.start([...uris, remote.sshUri]);
  const { core } = hosts;
  const far = `host-${uris.length}`;
  const calm = async (): Promise<Block> => {
    await core.hosts.resources(far);
    return block(core);
  };
  const disturbed = async (): Promise<Block> => {
    remote.dropPackets(true);
    const hung = Array.from({ length: HUNG }, () => core.hosts.resources(far));
    const measured = await block(core);
    remote.dropPackets(false);
    await Promise.allSettled(hung);
    return measured;
  };
  // The first blocks compile what the others run.
  for (let round = 0; round < 4; round++) await calm();
  await disturbed();
  const pairs: Pair[] = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    if (pair % 2 === 0) pairs.push({ calm: await calm(), disturbed: await disturbed() });
    else {
      const during = await disturbed();
      pairs.push({ calm: await calm(), disturbed: during });
    }
  }
  for (const share of [0.5, 0.95]) {
    const whole = (of: readonly Pair[], kind: keyof Pair) =>
      percentile(
        of.flatMap((pair) => pair[kind]),
        share,
      );
    const ratio = resampled(pairs, (of) => whole(of, 'disturbed') / whole(of, 'calm'));
    console.log(
      `pause and resume on another host, p${share * 100}: ${whole(pairs, 'disturbed').toFixed(1)} ms while one drops all packets, ${whole(pairs, 'calm').toFixed(1)} ms otherwise, ratio ${inWords(ratio)} over ${PAIRS} pairs of ${OPERATIONS}`,
    );
  }
}

/** A host of each daemon: several connections to one share its domain. */
async function block(core: Core): Promise<Block> {
  const durations: number[] = [];
  let next = 0;
  const work = async (host: string): Promise<void> => {
    while (next++ < OPERATIONS) {
      const begun = performance.now();
      await core.domains.act(host, 'test', 'pause', OPERATOR);
      await core.domains.act(host, 'test', 'resume', OPERATOR);
      durations.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => work(`host-${index}`)));
  return durations;
}
