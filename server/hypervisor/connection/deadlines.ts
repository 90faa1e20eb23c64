import type { Duplex } from 'node:stream';
import { ConsoleError } from '../../../lib/contract/error.ts';

/** Milliseconds. Queries return at once unless the host is overloaded; other calls may wait for disks and for QEMU. */
const QUERY = 30_000;
const WORK = 120_000;

const ASKS = /_(?:GET|LOOKUP|LIST|NUM|IS|HAS|SUPPORTS)(?:_|$)/;

/** How long a libvirt call may take, by its name: one that never ends would block everything after it. */
export const deadlineOf = (call: string): number => (ASKS.test(call) ? QUERY : WORK);

export const UNANSWERED =
  'libvirt on the host accepts calls and does not answer them: check its storage (df) and journalctl -u libvirtd; restarting libvirtd leaves the nodes running. Then try again.';

/** The transfer of a volume's bytes has the same deadline as other calls. */
export function withDeadline<Stream extends Duplex>(stream: Stream): Stream {
  const end = startDeadline(stream);
  stream.once('close', end);
  return stream;
}

/** Ends the transfer unless the returned function is called in time. */
export function startDeadline(stream: Duplex): () => void {
  const late = new ConsoleError('host-unreachable', 'the transfer of a volume did not end in time', {
    fix: UNANSWERED,
  });
  const timer = setTimeout(() => stream.destroy(late), WORK);
  return () => clearTimeout(timer);
}
