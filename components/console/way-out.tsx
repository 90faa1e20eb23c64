/** The guest gets every key, Tab too: so the way out has a chord that no terminal sends. */
const CHORD = 'Ctrl-Alt-Shift';

export const LEAVES = `${CHORD} leaves the terminal`;

export const isWayOut = (event: KeyboardEvent): boolean =>
  // A keyboard with AltGr may report it as Ctrl and Alt.
  event.ctrlKey && event.altKey && event.shiftKey && !event.getModifierState('AltGraph');

/** In the bar of a pane, while its terminal has the keyboard. */
export const WayOutHint = () => (
  <span className="hidden truncate px-1.5 text-ink-3 group-has-[textarea:focus]/pane:inline">{LEAVES}</span>
);

/** Where one comes out: behind the terminal, so that Tab goes on. */
export const WayOut = ({ ref }: { readonly ref: React.Ref<HTMLParagraphElement> }) => (
  <p
    ref={ref}
    tabIndex={-1}
    className="sr-only focus:not-sr-only focus:absolute focus:bottom-2 focus:left-2 focus:z-20 focus:rounded-md focus:bg-accent focus:px-3 focus:py-1.5 focus:text-accent-ink"
  >
    Left the terminal. Tab goes on, Shift-Tab goes back into it.
  </p>
);
