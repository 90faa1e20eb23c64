import { z } from 'zod';

/** Saved filters, as this browser has stored them. */
export function parseFilters(stored: string): string[] {
  try {
    return z.array(z.string()).parse(JSON.parse(stored));
  } catch {
    return [];
  }
}
