import { SearchAddon } from '@xterm/addon-search';
import { SerializeAddon } from '@xterm/addon-serialize';
import { Terminal, type ITerminalOptions } from '@xterm/xterm';
import type { RecordedPort } from './recorded-port.ts';
import { mute } from '../console/mute.ts';
import { PALETTES } from '../console/palettes.ts';
import { type HiddenTerminal, Keyframes } from './keyframes.ts';
import { ShownOutput } from './shown-output.ts';

/** Lines above the screen that a keyframe keeps. */
const KEPT_LINES = 200;
/** The width of a character, and the height of a line, to the size of the font. */
const ASPECT = { width: 0.6, height: 1.2 };
const FONT = { smallest: 5, largest: 22 };

const shared = ({ columns, rows }: RecordedPort): ITerminalOptions => ({
  ...{ cols: columns, rows, scrollback: 5000, allowProposedApi: true, disableStdin: true },
  // As in the live console.
  scrollOnEraseInDisplay: true,
});

function hidden(port: RecordedPort): HiddenTerminal {
  const terminal = new Terminal(shared(port));
  const serializer = new SerializeAddon();
  terminal.loadAddon(serializer);
  mute(terminal);
  return {
    write: (data, written) => terminal.write(data, written),
    serialize: () => serializer.serialize({ scrollback: KEPT_LINES }),
    dispose: () => terminal.dispose(),
  };
}

/**
 * Shows what a port had sent by some time, in a terminal of the guest's size. It takes no input: nothing listens to what
 * is typed, and nothing here knows the machine.
 */
export class ReplayTerminal {
  readonly terminal: Terminal;
  readonly search = new SearchAddon();
  readonly #port: RecordedPort;
  readonly #frames: Keyframes;
  readonly #output: ShownOutput;
  #building: ReturnType<typeof setTimeout> | undefined;
  #begun = false;
  #disposed = false;

  constructor(port: RecordedPort, theme: 'light' | 'dark') {
    this.#port = port;
    this.terminal = new Terminal({
      ...shared(port),
      ...{ fontFamily: '"JetBrains Mono Variable", monospace', fontSize: 13, lineHeight: ASPECT.height },
      ...{ theme: PALETTES[theme], cursorBlink: false, minimumContrastRatio: 4.5 },
    });
    mute(this.terminal);
    this.terminal.loadAddon(this.search);
    // Keys are the player's.
    this.terminal.attachCustomKeyEventHandler(() => false);
    this.#frames = new Keyframes(port, () => hidden(port));
    this.#output = new ShownOutput(port, this.#frames, this.terminal);
  }

  /** Resolves when it is drawn. */
  async show(time: number): Promise<void> {
    this.#output.show(this.#port.positionAt(time));
    await this.#output.settled();
    // What is looked at comes before what may be looked at.
    if (!this.#begun && !this.#disposed) this.#build();
  }

  /** As large as fits into an element of that size. */
  fit(width: number, height: number): void {
    const { columns, rows } = this.#port;
    const size = Math.min(width / (columns * ASPECT.width + 1), height / (rows * ASPECT.height));
    this.terminal.options.fontSize = Math.max(
      FONT.smallest,
      Math.min(FONT.largest, Math.floor(size * 2) / 2),
    );
  }

  setTheme(theme: 'light' | 'dark'): void {
    this.terminal.options.theme = PALETTES[theme];
  }

  /** More output has come. */
  grown(): void {
    if (this.#begun && this.#building === undefined) this.#build();
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#building);
    this.#frames.dispose();
    this.terminal.dispose();
  }

  /** One keyframe at a time, so that playing goes on. */
  #build(): void {
    this.#begun = true;
    this.#building = setTimeout(() => {
      this.#frames.next().then(
        (made) => {
          this.#building = undefined;
          if (this.#disposed) return;
          this.#output.refine();
          if (made) this.#build();
        },
        // The replay was left.
        () => undefined,
      );
    });
  }
}
