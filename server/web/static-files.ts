import { createReadStream, readdirSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'application/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** The encodings that the build has made, the best first. */
const ENCODINGS = [
  { name: 'br', suffix: '.br' },
  { name: 'gzip', suffix: '.gz' },
] as const;

const accepts = (request: IncomingMessage, encoding: string): boolean =>
  (request.headers['accept-encoding'] ?? '').split(',').some((offer) => offer.trim() === encoding);

/** The compressed files below `directory`, by the path they are requested by. */
function builtFiles(directory: string): ReadonlyMap<string, string> {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  const built = names.filter((name) => name.endsWith('.br')).map((name) => name.slice(0, -'.br'.length));
  return new Map(
    built.map((name) => [`/_next/static/${name.split(path.sep).join('/')}`, path.join(directory, name)]),
  );
}

/**
 * Answers requests for scripts and style sheets with what the build compressed; false where that is left to Next. Their
 * names change with their content, so browsers keep them.
 */
export function staticFiles(
  directory: string,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const files = builtFiles(directory);
  return (request, response) => {
    const file = files.get(request.url ?? '');
    const encoding = ENCODINGS.find(({ name }) => accepts(request, name));
    if (file === undefined || encoding === undefined || request.method !== 'GET') return false;
    response.writeHead(200, {
      'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream',
      'content-encoding': encoding.name,
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'Accept-Encoding',
    });
    pipeline(createReadStream(file + encoding.suffix), response, () => undefined);
    return true;
  };
}
