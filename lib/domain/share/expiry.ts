const UNIT_MS: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/** What pages offer for the life of a link. */
export const EXPIRIES = ['1h', '8h', '1d', '7d', '30d'] as const;

/** The end of a link: after minutes, hours, days or weeks, as of now, or at a date; null for anything else. */
export function expiryOf(text: string, now: number): string | null {
  const [, count = '', unit = ''] = /^(\d{1,5})([mhdw])$/i.exec(text.trim()) ?? [];
  const unitMs = UNIT_MS[unit.toLowerCase()];
  if (unitMs !== undefined) return new Date(now + Number(count) * unitMs).toISOString();
  if (!/^\d{4}-\d\d-\d\d/.test(text)) return null;
  // A day is meant as a whole, where the reader is.
  const at = Date.parse(text.length === 10 ? `${text}T23:59:59` : text);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}
