// @ts-check
// Builds what `npm start` serves: database client, programs, web pages. Skips what is up to date.
import { bundles } from './prepare/bundles-step.mjs';
import { prismaClient } from './prepare/prisma-client-step.mjs';
import { Progress } from './prepare/progress.mjs';
import { runSteps } from './prepare/run-steps.mjs';
import { webPages } from './prepare/web-pages-step.mjs';

const progress = new Progress(process.stdout);
const steps = [prismaClient, bundles, webPages];
const ready = await runSteps(steps, 'start', { checkOnly: false, progress });
process.exitCode = ready ? 0 : 1;
