// @ts-check
// Makes what is generated and not committed (the database client), where it is not up to date.
import { prismaClient } from './prepare/prisma-client-step.mjs';
import { Progress } from './prepare/progress.mjs';
import { runSteps } from './prepare/run-steps.mjs';

const progress = new Progress(process.stdout);
const ready = await runSteps([prismaClient], 'start', { checkOnly: false, progress });
process.exitCode = ready ? 0 : 1;
