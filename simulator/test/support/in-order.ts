import { expect } from 'vitest';

/** That `text` holds all `parts`, one after the other. */
export function expectInOrder(text: string, parts: readonly string[]): void {
  let from = 0;
  for (const part of parts) {
    const at = text.indexOf(part, from);
    expect(at, `"${part}" after position ${from} of:\n${text}`).toBeGreaterThanOrEqual(from);
    from = at + part.length;
  }
}
