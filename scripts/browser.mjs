// @ts-check
import { findProgram } from './find-program.mjs';

/** Debian's; Google's package; Fedora's, and on Ubuntu one that only asks for the snap, so it is the last. */
const NAMES = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser'];
/** Services and cron have a short PATH. */
const PLACES = ['/usr/bin', '/usr/local/bin', '/snap/bin'];

/** The browser of the preparation, the tests and the benchmarks; undefined where there is none. */
export const findBrowser = () => findProgram(NAMES, PLACES);
