/** Milliseconds. A question is answered at once unless the host is drowning; work may wait for disks and for QEMU. */
const QUESTION = 30_000;
const WORK = 120_000;

const ASKS = /_(?:GET|LOOKUP|LIST|NUM|IS|HAS|SUPPORTS)(?:_|$)/;

/** How long a call of libvirt's may take, by its name: one that never ends would hold up everything behind it. */
export const deadlineOf = (call: string): number => (ASKS.test(call) ? QUESTION : WORK);
