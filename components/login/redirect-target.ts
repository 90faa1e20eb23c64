/** Any origin does: what matters is whether the place leaves it. */
const ORIGIN = 'https://console.invalid';

/**
 * Where to go after the login: only a place of this console, whatever a link says. It is read as a browser reads it,
 * which drops tabs and newlines and takes `\\` for `/`, and it is the outcome that is gone to.
 */
export function redirectTarget(wanted: string | null): string {
  if (wanted === null || !wanted.startsWith('/') || !URL.canParse(wanted, ORIGIN)) return '/';
  const { origin, pathname, search, hash } = new URL(wanted, ORIGIN);
  // "/.//evil.example" becomes "//evil.example", which would be another origin in its turn.
  if (origin !== ORIGIN || pathname.startsWith('//')) return '/';
  return /^\/login(\/|$)/.test(pathname) ? '/' : `${pathname}${search}${hash}`;
}
