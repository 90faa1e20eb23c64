/**
 * The name of a value in one of this package's enumerations: `nameOf(DomainState, 1)` is `'RUNNING'`.
 * A value that a newer daemon knows and this version does not becomes `'UNKNOWN(99)'`.
 */
export function nameOf(enumeration: Readonly<Record<string, number>>, value: number): string {
  const found = Object.entries(enumeration).find(([, candidate]) => candidate === value);
  return found?.[0] ?? `UNKNOWN(${String(value)})`;
}
