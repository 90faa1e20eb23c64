import { Command } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { addBootTimes } from './boot-times/boot-times-command.ts';
import { addCompletion } from './completion/completion-command.ts';
import { outputOptions } from './output/format.ts';
import { addDoctor } from './doctor/doctor-command.ts';
import { addMan } from './help/man-command.ts';
import { addImages } from './images/image-commands.ts';
import { addImportConfig } from './import/import-command.ts';
import { addHosts } from './hosts/host-commands.ts';
import { addCapacity, addRuns } from './listings/inventory-commands.ts';
import { addNetworks } from './networks/network-commands.ts';
import { addCreate } from './nodes/create-command.ts';
import { addDelete } from './nodes/delete-command.ts';
import { addEdit, addLabel } from './nodes/edit-command.ts';
import { addDiagnose } from './nodes/diagnose-command.ts';
import { addEfi } from './nodes/efi-command.ts';
import { addExplainStages } from './nodes/explain-command.ts';
import { addExport } from './nodes/export-command.ts';
import { addList } from './nodes/list-command.ts';
import { addOpen } from './nodes/open-command.ts';
import { addPowerCommands } from './nodes/power-commands.ts';
import { addPreflight } from './nodes/preflight-command.ts';
import { addClone } from './nodes/clone-command.ts';
import { addDevices } from './nodes/device-commands.ts';
import { addCheckpoints } from './nodes/checkpoint-commands.ts';
import { addReprovision } from './nodes/reprovision-command.ts';
import { addShow } from './nodes/show-command.ts';
import { addWait } from './nodes/wait-command.ts';
import { addWatch } from './nodes/watch-command.ts';
import { addDomains } from './domains/domain-commands.ts';
import { addOrphans } from './orphans/orphans-command.ts';
import { addPools, addVolumes } from './host-objects/pool-commands.ts';
import { addDemo } from './demo/demo-command.ts';
import { addDrills } from './drills/drill-commands.ts';
import { addFaults } from './faults/fault-commands.ts';
import { addHostStatus } from './orchestrators/host-status-command.ts';
import { addOrchestrators } from './orchestrators/orchestrator-commands.ts';
import { addScenarios } from './orchestrators/scenario-commands.ts';
import { addCast } from './serial/cast-command.ts';
import { addRecordings } from './recordings/recording-commands.ts';
import { addReplay } from './recordings/replay-command.ts';
import { addRules } from './rules/rule-commands.ts';
import { addRun } from './runs/scale-command.ts';
import { addSchedules } from './schedules/schedule-commands.ts';
import { addSavedSearches } from './search/saved-search-commands.ts';
import { addSearch } from './search/search-command.ts';
import { addCompare } from './serial/compare-command.ts';
import { addConsole } from './serial/console-command.ts';
import { addDrive } from './serial/drive-command.ts';
import { addLog } from './serial/log-command.ts';
import { addLogs } from './serial/logs-command.ts';
import { addLogin, addLogout } from './session/login-command.ts';
import { addTokens } from './session/token-commands.ts';
import { addTemplates } from './templates/template-commands.ts';
import { addForward } from './ssh/forward-command.ts';
import { addSsh } from './ssh/ssh-command.ts';
import { addShares } from './shares/share-commands.ts';
import { addWebhooks } from './webhooks/webhook-commands.ts';
import { addTop } from './usage/top-command.ts';
import { addScreenshot } from './vnc/screenshot-command.ts';
import { addVnc } from './vnc/vnc-command.ts';

const EXIT_CODES = `
Exit codes: 0 success, 1 failure, 2 usage, 3 not found, 4 not authorised, 5 timed out.
Environment: VEN_URL and VEN_TOKEN override the saved login; VEN_DEBUG=1 prints stack traces.`;

/** In the order of the help. */
const COMMANDS = [
  addDoctor,
  addLogin,
  addLogout,
  addTokens,
  addCreate,
  addList,
  addShow,
  addOpen,
  addPreflight,
  addDiagnose,
  addExplainStages,
  addWatch,
  addWait,
  addConsole,
  addDrive,
  addLog,
  addLogs,
  addCast,
  addReplay,
  addRecordings,
  addCompare,
  addSearch,
  addSavedSearches,
  addBootTimes,
  addVnc,
  addScreenshot,
  addSsh,
  addForward,
  addPowerCommands,
  addEdit,
  addLabel,
  addEfi,
  addReprovision,
  addCheckpoints,
  addDevices,
  addClone,
  addDelete,
  addRuns,
  addRun,
  addSchedules,
  addTop,
  addCapacity,
  addHosts,
  addDomains,
  addPools,
  addVolumes,
  addOrphans,
  addNetworks,
  addOrchestrators,
  addHostStatus,
  addFaults,
  addDrills,
  addDemo,
  addScenarios,
  addImages,
  addTemplates,
  addRules,
  addShares,
  addWebhooks,
  addImportConfig,
  addExport,
  addCompletion,
  addMan,
];

/** Every command; `takeError` receives what commander prints about a wrong command line. */
export function createProgram(takeError: (text: string) => void): Command {
  const program = new Command('ven')
    .description('Create, boot, watch and remove virtual edge nodes')
    .version(manifest.version, '--version', 'print the version of ven')
    .helpCommand('help [command]', 'show the help of a command')
    .addHelpText('after', EXIT_CODES)
    .showSuggestionAfterError(true)
    .configureOutput({ writeErr: takeError })
    .exitOverride();
  for (const option of outputOptions()) program.addOption(option);
  for (const add of COMMANDS) add(program);
  return program;
}
