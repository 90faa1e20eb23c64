/** A plain explanation, and the message of QEMU or libvirt behind it. */
export interface AccelerationReason {
  readonly explanation: string;
  readonly message: string | null;
}

/** Splits the server's text, "explanation: message of QEMU or libvirt". */
export function accelerationReason(reason: string): AccelerationReason {
  const at = reason.indexOf(': ');
  const explanation = at === -1 ? reason : reason.slice(0, at);
  return {
    explanation: `${explanation.charAt(0).toUpperCase()}${explanation.slice(1)}.`,
    message: at === -1 ? null : reason.slice(at + 2),
  };
}
