import type { IDisposable, Terminal } from '@xterm/xterm';

const swallow = (): boolean => true;

/**
 * Keeps a terminal from answering the guest's queries (attributes, positions, modes, colours, sizes). Several viewers
 * would each answer, and a replayed log would type into the running machine. Nor does it let the guest set the clipboard or
 * links.
 */
export function mute({ parser }: Pick<Terminal, 'parser'>): readonly IDisposable[] {
  return [
    parser.registerCsiHandler({ final: 'c' }, swallow),
    ...['>', '='].map((prefix) => parser.registerCsiHandler({ prefix, final: 'c' }, swallow)),
    parser.registerCsiHandler({ final: 'n' }, swallow),
    parser.registerCsiHandler({ prefix: '?', final: 'n' }, swallow),
    parser.registerCsiHandler({ intermediates: '$', final: 'p' }, swallow),
    parser.registerCsiHandler({ prefix: '?', intermediates: '$', final: 'p' }, swallow),
    parser.registerCsiHandler({ prefix: '>', final: 'q' }, swallow),
    parser.registerCsiHandler({ final: 't' }, swallow),
    // Focus reports: the guest would receive one for every click outside the terminal.
    parser.registerCsiHandler(
      { prefix: '?', final: 'h' },
      (params) => params.length === 1 && params[0] === 1004,
    ),
    parser.registerDcsHandler({ intermediates: '$', final: 'q' }, swallow),
    // The clipboard, and links that look like one place and lead to another.
    ...[8, 52].map((code) => parser.registerOscHandler(code, swallow)),
    ...[4, 10, 11, 12].map((code) => parser.registerOscHandler(code, (data) => data.includes('?'))),
  ];
}
