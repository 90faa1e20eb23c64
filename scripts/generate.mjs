// @ts-check
// Generates the database client, which is not committed, unless it is up to date.
import { prismaClient } from './prepare/prisma-client-step.mjs';
import { Progress } from './prepare/progress.mjs';
import { runSteps } from './prepare/run-steps.mjs';

const progress = new Progress(process.stdout);
const ready = await runSteps([prismaClient], 'start', { checkOnly: false, progress });
process.exitCode = ready ? 0 : 1;
