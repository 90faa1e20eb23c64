/** Processors are shared; this many of the nodes' to one of the host's still goes. */
export const VCPUS_PER_PROCESSOR = 4;
