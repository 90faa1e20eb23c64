export interface SpecialKey {
  readonly label: string;
  readonly sends: string;
  /** What it does in most shells, for those who do not know it. */
  readonly hint: string;
}

const F_KEYS = [
  ...['\x1bOP', '\x1bOQ', '\x1bOR', '\x1bOS', '\x1b[15~', '\x1b[17~'],
  ...['\x1b[18~', '\x1b[19~', '\x1b[20~', '\x1b[21~', '\x1b[23~', '\x1b[24~'],
];

/** Keys that browsers keep for themselves, that telephones lack, or that leave a terminal; as VT100 and xterm send them. */
export const SPECIAL_KEYS: readonly SpecialKey[] = [
  { label: 'Esc', sends: '\x1b', hint: 'Escape; firmware menus' },
  { label: 'Tab', sends: '\t', hint: 'Completes' },
  { label: 'Ctrl-C', sends: '\x03', hint: 'Interrupts' },
  { label: 'Ctrl-D', sends: '\x04', hint: 'End of input; logs out' },
  { label: 'Ctrl-Z', sends: '\x1a', hint: 'Suspends' },
  { label: 'Ctrl-\\', sends: '\x1c', hint: 'Quits' },
  { label: 'Ctrl-]', sends: '\x1d', hint: 'Leaves telnet and virsh console' },
  { label: 'Ctrl-W', sends: '\x17', hint: 'Deletes a word' },
  { label: 'Ctrl-F', sends: '\x06', hint: 'Forward; searches here otherwise' },
  { label: '↑', sends: '\x1b[A', hint: 'Up' },
  { label: '↓', sends: '\x1b[B', hint: 'Down' },
  { label: '←', sends: '\x1b[D', hint: 'Left' },
  { label: '→', sends: '\x1b[C', hint: 'Right' },
  { label: 'Home', sends: '\x1b[H', hint: 'Beginning of the line' },
  { label: 'End', sends: '\x1b[F', hint: 'End of the line' },
  { label: 'PgUp', sends: '\x1b[5~', hint: 'Page up' },
  { label: 'PgDn', sends: '\x1b[6~', hint: 'Page down' },
  { label: 'Del', sends: '\x1b[3~', hint: 'Delete; firmware setup' },
  ...F_KEYS.map((sends, index) => ({ label: `F${index + 1}`, sends, hint: `Function key ${index + 1}` })),
];
