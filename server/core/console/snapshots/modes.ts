/** What sets a terminal for longer than the screen shows it: modes, scroll region, character sets, resets. */
const SETTING = new RegExp(
  `${String.fromCharCode(27)}(?:c|\\[!p|\\[\\??[\\d;]{1,20}[hl]|\\[[\\d;]{0,20}r|[()*+][0A-Z])`,
  'g',
);

/** The settings that are still in force at the end of a log's bytes, as output; of each kind the last. */
export function modesOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const settings = new Map<string, string>();
  for (const [sequence] of text.matchAll(SETTING)) {
    const isReset = sequence === '\x1bc' || sequence === '\x1b[!p';
    if (isReset) settings.clear();
    const kind = isReset ? 'reset' : kindOf(sequence);
    settings.delete(kind);
    settings.set(kind, sequence);
  }
  return [...settings.values()].join('');
}

function kindOf(sequence: string): string {
  if (sequence.endsWith('r')) return 'region';
  return /[hl]$/.test(sequence) ? sequence.slice(0, -1) : sequence.slice(0, 2);
}
