/** Where to go after the login: only a place of this console, whatever a link says. */
export function nextPlace(wanted: string | null): string {
  if (wanted === null || !wanted.startsWith('/') || wanted.startsWith('//') || wanted.includes('\\'))
    return '/';
  return wanted.startsWith('/login') ? '/' : wanted;
}
