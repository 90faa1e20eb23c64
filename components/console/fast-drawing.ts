import type { IDisposable, Terminal } from '@xterm/xterm';

/** Which terminal is drawn by the graphics card. Browsers allow few such at once, so it is the one that has the keyboard. */
let drawn: { readonly terminal: Terminal; readonly addon: IDisposable } | null = null;
let isFast: boolean | undefined;

/** WebGL without a graphics card is slower than what terminals draw with otherwise. */
function hasGraphicsCard(): boolean {
  const context = document
    .createElement('canvas')
    .getContext('webgl2', { failIfMajorPerformanceCaveat: true });
  context?.getExtension('WEBGL_lose_context')?.loseContext();
  return context !== null;
}

function giveUp(terminal: Terminal): void {
  if (drawn?.terminal !== terminal) return;
  drawn.addon.dispose();
  drawn = null;
}

async function take(terminal: Terminal, refused: () => void): Promise<void> {
  const { WebglAddon } = await import('@xterm/addon-webgl');
  if (drawn?.terminal === terminal || terminal.element?.isConnected !== true) return;
  drawn?.addon.dispose();
  drawn = null;
  const addon = new WebglAddon();
  addon.onContextLoss(() => {
    giveUp(terminal);
    refused();
  });
  terminal.loadAddon(addon);
  drawn = { terminal, addon };
}

/** Draws an opened terminal with WebGL from when it gets the keyboard until another one does; not again after a loss. */
export function drawFast(terminal: Terminal): () => void {
  const onFocus = (): void => {
    isFast ??= hasGraphicsCard();
    if (isFast) void take(terminal, stop).catch(stop);
  };
  const stop = (): void => terminal.textarea?.removeEventListener('focus', onFocus);
  terminal.textarea?.addEventListener('focus', onFocus);
  return () => {
    stop();
    giveUp(terminal);
  };
}
