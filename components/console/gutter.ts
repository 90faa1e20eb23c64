/** Pixels beside a terminal for times. */
export const GUTTER = 92;

/** Name of the preference that shows them. */
export const TIMES = 'times';
