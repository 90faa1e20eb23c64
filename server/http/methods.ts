import type { ConsoleApp } from './content.ts';

function matches(pattern: string, path: string): boolean {
  const parts = pattern.split('/');
  const actual = path.split('/');
  if (parts.length !== actual.length) return false;
  return parts.every((part, index) => (part.startsWith(':') ? actual[index] !== '' : part === actual[index]));
}

/** The methods of a path; none for an unknown path. */
export function methodsOf(app: ConsoleApp, path: string): string[] {
  const found = app.routes.filter((route) => route.method !== 'ALL' && matches(route.path, path));
  const methods = new Set(found.map((route) => route.method));
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods].sort();
}
