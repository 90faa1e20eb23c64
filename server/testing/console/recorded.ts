import { expect } from 'vitest';
import type { TestCore } from '../core.ts';

/** Everything that a port has printed in the node's present or latest boot. */
export async function printed({ core }: TestCore, name: string, port: number): Promise<Buffer> {
  const { log } = await core.consoles.open(name, port);
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const chunk = await log.read(at, 1 << 20);
    if (chunk === null) return Buffer.concat(chunks);
    if (chunk.kind === 'gap') throw new Error(`port ${port} has a gap at ${at}: ${chunk.reason}`);
    chunks.push(chunk.bytes);
    at += chunk.bytes.length;
  }
}

/**
 * Compares what the console has of a port in its present boot with the domain's own log, byte by byte, from the first
 * one on. A guest that still talks may be ahead in either. Returns how many bytes are the same.
 */
export async function recordedWithoutGap(console: TestCore, name: string, port: number): Promise<number> {
  const ours = await printed(console, name, port);
  const { bytes: truth } = await console.host.consoles.readSerialLog(
    await console.core.nodes.get(name),
    port,
    0,
  );
  const length = Math.min(ours.length, truth.length);
  // The daemon that writes the domain's log gets the same bytes a moment later than we do, or earlier.
  expect(Math.abs(ours.length - truth.length)).toBeLessThan(4096);
  expect(ours.subarray(0, length).equals(truth.subarray(0, length))).toBe(true);
  return length;
}
