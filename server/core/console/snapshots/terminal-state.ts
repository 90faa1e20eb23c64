import type { IBuffer, Terminal } from '@xterm/headless';

type Screen = 'normal' | 'alternate';
type Params = readonly (number | number[])[];

interface SavedCursor {
  readonly column: number;
  /** Counted from the oldest line kept. */
  readonly line: number;
  readonly style: string;
}

const SETS = '0AB4C5RQKYE6ZH7='.split('');
const SAVES_CURSOR = new Set([1048, 1049]);
const SWITCHES_SCREEN = new Set([47, 1047, 1049]);
/** They move the cursor, change the screen or its size, or last for moments only. */
const NOT_KEPT = new Set([2, 3, 6, ...SWITCHES_SCREEN, 1048, 2026]);
/** Renditions since the last reset; more of them say nothing new. */
const STYLES_MOST = 64;
const TAB_WIDTH = 8;

/**
 * What the output has set in a terminal and its serialized contents leave out: scroll regions, saved cursors, character
 * sets, tab stops and modes.
 */
export class TerminalState {
  readonly #terminal: Terminal;
  readonly #regions = new Map<Screen, string>();
  readonly #saved = new Map<Screen, SavedCursor>();
  readonly #tabs = new Map<Screen, Set<number>>();
  readonly #sets = new Map<string, string>();
  /** In the order in which they were set: of the modes of a mouse the last one counts. */
  readonly #modes = new Map<string, boolean>();
  #styles: string[] = [];

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    this.#watch();
  }

  /** For a screen whose contents have just been drawn: what was set in it, and the cursor's place. */
  ofScreen(screen: Screen): string {
    const { [screen]: buffer } = this.#terminal.buffer;
    const region = this.#regions.get(screen) ?? '';
    const tabs = this.#tabs.get(screen);
    const stops = [...(tabs ?? [])].map((column) => `\x1b[${column + 1}G\x1bH`).join('');
    const saved = this.#saved.get(screen);
    const store = saved === undefined ? '' : this.#store(buffer, saved);
    if (region + store === '' && tabs === undefined) return '';
    const column = Math.min(buffer.cursorX, this.#terminal.cols - 1);
    const place = `\x1b[${buffer.cursorY + 1};${column + 1}H`;
    return `${region}${tabs === undefined ? '' : `\x1b[3g${stops}`}${store}${place}`;
  }

  /** What belongs to the terminal as a whole. */
  ofTerminal(shifted: boolean): string {
    const sets = [...this.#sets.values()].join('');
    const modes = [...this.#modes].map(([mode, on]) => `\x1b[${mode}${on ? 'h' : 'l'}`).join('');
    return `${sets}${shifted ? '\x0e' : ''}${modes}${this.#origin()}`;
  }

  #store(buffer: IBuffer, { column, line, style }: SavedCursor): string {
    const row = Math.max(0, line - buffer.baseY);
    return `\x1b[${row + 1};${column + 1}H\x1b[0m${style}\x1b7\x1b[0m${this.#styles.join('')}`;
  }

  /** Turning it on moves the cursor, whose place then counts from the region's top. */
  #origin(): string {
    if (!this.#terminal.modes.originMode) return '';
    const { type, cursorX, cursorY } = this.#terminal.buffer.active;
    const top = Number(/\d+/.exec(this.#regions.get(type) ?? '')?.[0] ?? 1);
    return `\x1b[?6h\x1b[${cursorY + 2 - top};${cursorX + 1}H`;
  }

  #watch(): void {
    const { parser } = this.#terminal;
    const csi = (
      id: { prefix?: string; intermediates?: string; final: string },
      seen: (params: Params) => void,
    ) =>
      parser.registerCsiHandler(id, (params) => {
        seen(params);
        return false;
      });
    const escape = (id: { intermediates?: string; final: string }, seen: () => void) =>
      parser.registerEscHandler(id, () => {
        seen();
        return false;
      });
    csi({ final: 'r' }, (params) => this.#region(params));
    csi({ final: 'm' }, (params) => this.#style(params));
    csi({ final: 's' }, () => this.#save());
    csi({ final: 'u' }, () => this.#restore());
    csi({ final: 'g' }, ([kind]) => this.#clearTabs(Number(kind)));
    csi({ final: 'h' }, (params) => this.#ansi(params, true));
    csi({ final: 'l' }, (params) => this.#ansi(params, false));
    csi({ prefix: '?', final: 'h' }, (params) => this.#privates(params, true));
    csi({ prefix: '?', final: 'l' }, (params) => this.#privates(params, false));
    csi({ intermediates: '!', final: 'p' }, () => this.#softReset());
    escape({ final: '7' }, () => this.#save());
    escape({ final: '8' }, () => this.#restore());
    escape({ final: 'H' }, () => this.#stops().add(this.#terminal.buffer.active.cursorX));
    escape({ final: 'c' }, () => this.#reset());
    for (const place of '()*+-./'.split(''))
      for (const final of SETS)
        escape({ intermediates: place, final }, () => this.#sets.set(place, `\x1b${place}${final}`));
  }

  get #screen(): Screen {
    return this.#terminal.buffer.active.type;
  }

  #region(params: Params): void {
    const rows = this.#terminal.rows;
    const top = Number(params[0]) || 1;
    const wanted = Number(params[1] ?? 0);
    const bottom = wanted === 0 || wanted > rows ? rows : wanted;
    if (bottom > top) this.#regions.set(this.#screen, `\x1b[${top};${bottom}r`);
  }

  #style(params: Params): void {
    const words = params
      .map((param) => (Array.isArray(param) ? `:${param.join(':')}` : `;${param}`))
      .join('');
    if (words === ';0' || words === '') this.#styles = [];
    else this.#styles = [...this.#styles, `\x1b[${words.slice(1)}m`].slice(-STYLES_MOST);
  }

  #save(): void {
    const { baseY, cursorX, cursorY } = this.#terminal.buffer.active;
    const column = Math.min(cursorX, this.#terminal.cols - 1);
    this.#saved.set(this.#screen, { column, line: baseY + cursorY, style: this.#styles.join('') });
  }

  #stops(): Set<number> {
    const known = this.#tabs.get(this.#screen);
    if (known !== undefined) return known;
    const { cols } = this.#terminal;
    const usual = new Set(
      Array.from({ length: Math.ceil(cols / TAB_WIDTH) }, (_, index) => index * TAB_WIDTH),
    );
    this.#tabs.set(this.#screen, usual);
    return usual;
  }

  #clearTabs(kind: number): void {
    if (kind === 3) this.#stops().clear();
    else if (kind === 0) this.#stops().delete(this.#terminal.buffer.active.cursorX);
  }

  #ansi(params: Params, on: boolean): void {
    for (const mode of params) if (mode === 4 || mode === 20) this.#keep(String(mode), on);
  }

  #privates(params: Params, on: boolean): void {
    for (const mode of params.map(Number)) {
      if (on && SAVES_CURSOR.has(mode)) this.#save();
      if (SWITCHES_SCREEN.has(mode)) this.#switch(on);
      // The cursor of the screen that is left to.
      if (!on && SAVES_CURSOR.has(mode)) this.#restore(mode === 1049 ? 'normal' : this.#screen);
      if (on && mode === 2) this.#sets.clear();
      if (!NOT_KEPT.has(mode)) this.#keep(`?${mode}`, on);
    }
  }

  #keep(mode: string, on: boolean): void {
    this.#modes.delete(mode);
    this.#modes.set(mode, on);
  }

  /** The alternate screen begins anew each time. */
  #switch(on: boolean): void {
    if (on !== (this.#screen === 'normal')) return;
    this.#regions.delete('alternate');
    this.#tabs.delete('alternate');
  }

  #restore(screen: Screen = this.#screen): void {
    const style = this.#saved.get(screen)?.style ?? '';
    this.#styles = style === '' ? [] : [style];
  }

  #softReset(): void {
    this.#regions.delete(this.#screen);
    this.#styles = [];
    this.#sets.clear();
    const { baseY } = this.#terminal.buffer.active;
    this.#saved.set(this.#screen, { column: 0, line: baseY, style: '' });
    // Those of the mouse, and what a line feed does, stay.
    for (const mode of this.#modes.keys()) if (!/^(\?9|\?10\d\d|20)$/.test(mode)) this.#modes.delete(mode);
  }

  #reset(): void {
    for (const kept of [this.#regions, this.#saved, this.#tabs, this.#sets, this.#modes]) kept.clear();
    this.#styles = [];
  }
}
