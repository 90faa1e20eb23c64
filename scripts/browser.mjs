// @ts-check
import { findProgram } from './find-program.mjs';

/** Debian's package; Google's; Fedora's, which on Ubuntu is a stub that asks for the snap, so it comes last. */
const NAMES = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser'];
/** Services and cron have a short PATH. */
const PLACES = ['/usr/bin', '/usr/local/bin', '/snap/bin'];

/** The browser for preparation, tests and benchmarks; undefined if there is none. */
export const findBrowser = () => findProgram(NAMES, PLACES);
