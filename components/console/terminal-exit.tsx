/** The guest gets every key including Tab, so leaving the terminal takes a chord that no terminal sends. */
const CHORD = 'Ctrl-Alt-Shift';

export const LEAVES = `${CHORD} leaves the terminal`;

export const isExitChord = (event: KeyboardEvent): boolean =>
  // A keyboard with AltGr may report it as Ctrl and Alt.
  event.ctrlKey && event.altKey && event.shiftKey && !event.getModifierState('AltGraph');

/** In the bar of a pane, while its terminal has the keyboard. */
export const ExitHint = () => (
  <span className="hidden truncate px-1.5 text-ink-3 group-has-[textarea:focus]/pane:inline">{LEAVES}</span>
);

/** Gets the focus on leaving: after the terminal, so that Tab moves on. */
export const ExitTarget = ({ ref }: { readonly ref: React.Ref<HTMLParagraphElement> }) => (
  <p
    ref={ref}
    tabIndex={-1}
    className="sr-only focus:not-sr-only focus:absolute focus:bottom-2 focus:left-2 focus:z-20 focus:rounded-md focus:bg-accent focus:px-3 focus:py-1.5 focus:text-accent-ink"
  >
    Outside the terminal. Tab moves on, Shift-Tab moves back into it.
  </p>
);
