// @ts-check
// The console as a systemd service: `npm run service install|upgrade|remove|print`. Plain JavaScript, because it also
// runs on a machine that has no npm packages yet.
import { main } from './service/main.mjs';

process.exitCode = await main(process.argv.slice(2));
