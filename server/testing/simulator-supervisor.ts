// A server that does nothing but keep a simulator, in order to be killed. Arguments: data directory, artefacts,
// program and its arguments. Prints the simulator's process number each time that one answers.
import { superviseSimulator } from '../simulator/supervisor.ts';

const [dataDirectory = '', artefacts = '', program = '', ...args] = process.argv.slice(2);
const silent = { info: () => undefined, warn: () => undefined };
const supervisor = superviseSimulator({
  dataDirectory,
  addresses: ['127.0.0.1'],
  logger: silent,
  program: { command: [program, ...args], artefacts },
});
supervisor.onChange(({ facts }) => {
  if (facts !== null) process.stdout.write(`${facts.pid}\n`);
});
