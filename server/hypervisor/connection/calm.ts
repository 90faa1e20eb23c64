import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds without a new connection, and the longest wait for them. */
const CALM = 50;
const LONGEST = 500;

let latest = -Infinity;

/** A host was connected. */
export function connectedNow(): void {
  latest = performance.now();
}

/**
 * Hosts connect together when the console starts. Resolves when no other one has connected for a moment: what nobody
 * waits for must not delay their lists.
 */
export async function calm(): Promise<void> {
  const deadline = performance.now() + LONGEST;
  for (;;) {
    const left = Math.min(latest + CALM, deadline) - performance.now();
    if (left <= 0) return;
    await pause(left);
  }
}
