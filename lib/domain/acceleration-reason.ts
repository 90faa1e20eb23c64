/** Plain words, and what QEMU or libvirt said, which stays behind them. */
export interface AccelerationReason {
  readonly words: string;
  readonly said: string | null;
}

/** The server says "what it means: what the machine said". */
export function accelerationReason(reason: string): AccelerationReason {
  const at = reason.indexOf(': ');
  const words = at === -1 ? reason : reason.slice(0, at);
  return {
    words: `${words.charAt(0).toUpperCase()}${words.slice(1)}.`,
    said: at === -1 ? null : reason.slice(at + 2),
  };
}
