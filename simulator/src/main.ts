import { Command } from 'commander';
import { scenarioCommand } from './cli/scenario.ts';
import { serveCommand } from './cli/serve.ts';
import { SimulatorError } from './error.ts';

const program = new Command('simulator')
  .description('A demonstration Edge Orchestrator: boot service, REST API, onboarding, provisioning')
  .addCommand(serveCommand(), { isDefault: true })
  .addCommand(scenarioCommand());

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof SimulatorError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.code === 'usage' ? 2 : 1;
}
