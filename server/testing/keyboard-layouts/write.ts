// Writes lib/domain/keyboard/layouts.json: what each key of a layout types, from xkeyboard-config.
//
//   npx tsx server/testing/keyboard-layouts/write.ts DIRECTORY
//
// DIRECTORY has the unpacked Debian packages console-setup (its ckbcomp resolves the layouts), keyboard-configuration and
// xkb-data (apt-get download, dpkg -x). The layouts are under the MIT licence of X.Org.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { KEYS, NO_CHARACTER } from '../../../lib/domain/keyboard/keys.ts';

const TARGET = path.join(import.meta.dirname, '../../../lib/domain/keyboard/layouts.json');

/** Plain, Shift, AltGr, AltGr and Shift. */
const LEVELS = 4;
const WITHOUT_ALTGR = 2;

const LAYOUTS = {
  us: { xkb: 'us', model: 'pc105', title: 'English (US)', levels: WITHOUT_ALTGR },
  uk: { xkb: 'gb', model: 'pc105', title: 'English (UK)' },
  de: { xkb: 'de', model: 'pc105', title: 'German' },
  fr: { xkb: 'fr', model: 'pc105', title: 'French' },
  es: { xkb: 'es', model: 'pc105', title: 'Spanish' },
  it: { xkb: 'it', model: 'pc105', title: 'Italian' },
  se: { xkb: 'se', model: 'pc105', title: 'Swedish' },
  jp: { xkb: 'jp', model: 'jp106', title: 'Japanese', levels: WITHOUT_ALTGR },
} as const;

/** Dead keys, as the combining characters that they put on the next letter. */
const DEAD: Readonly<Record<string, string>> = {
  dead_grave: '\u{300}',
  dead_acute: '\u{301}',
  dead_circumflex: '\u{302}',
  dead_tilde: '\u{303}',
  dead_diaeresis: '\u{308}',
  dead_ring: '\u{30A}',
  dead_caron: '\u{30C}',
  dead_cedilla: '\u{327}',
};

const [directory = '.'] = process.argv.slice(2);
const at = (file: string): string => path.join(directory, file);

function characterOf(symbol: string): string {
  const code = /^\+?U\+([0-9a-f]{4})$/.exec(symbol)?.[1];
  return code === undefined
    ? (DEAD[symbol] ?? NO_CHARACTER)
    : String.fromCodePoint(Number.parseInt(code, 16));
}

function keysOf(xkb: string, model: string, levels: number): Record<string, string> {
  const folders = ['usr/share/X11/xkb', 'etc/console-setup/ckb'].map((folder) => `-I${at(folder)}`);
  const arguments_ = [at('usr/bin/ckbcomp'), ...folders, '-layout', xkb, '-model', model];
  const keymap = execFileSync('perl', arguments_, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const found: Record<string, string> = {};
  for (const [, code, symbols = ''] of keymap.matchAll(/^keycode (\d+) = (.*)$/gm)) {
    const key = KEYS[Number(code)];
    const characters = symbols.split(' ').slice(0, levels).map(characterOf);
    if (key !== undefined && characters.some((each) => each !== NO_CHARACTER))
      found[key] = characters.join('');
  }
  return found;
}

const layouts = Object.entries(LAYOUTS).map(([id, { xkb, model, title, ...rest }]) => ({
  id,
  title,
  keys: keysOf(xkb, model, 'levels' in rest ? rest.levels : LEVELS),
}));
writeFileSync(TARGET, `${JSON.stringify(layouts, null, 2)}\n`);
execFileSync('npx', ['prettier', '--write', TARGET], { stdio: 'inherit' });
