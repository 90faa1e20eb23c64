import { type Command, InvalidArgumentError, Option } from 'commander';
import { KIND, LIKE_REAL, type Strictness } from '../strictness.ts';

/** As given on the command line; omitted options follow `--like`. */
export interface StrictnessOptions {
  readonly like?: 'real';
  readonly osVersions?: number;
  readonly autoProvision?: 'on' | 'off';
  readonly osTexts?: number;
  readonly standalone?: 'silent' | 'reporting';
  readonly gate?: 'plain' | 'json';
  readonly bootPort?: number;
  readonly kernel?: 'quiet' | 'talkative';
  readonly microOsLogin?: 'on' | 'off';
  readonly networkBoot?: 'deactivated' | 'kept';
  readonly featureSet?: Strictness['featureSet'];
}

/** Options that make a simulator as strict as the real orchestrator, all together or individually. */
export function addStrictnessOptions(command: Command): Command {
  const choice = (flags: string, about: string, choices: readonly string[]) =>
    command.addOption(new Option(flags, about).choices(choices));
  choice('--like <orchestrator>', 'as strict as the real orchestrator: all of the following', ['real']);
  command.option(
    '--os-versions <number>',
    'images of each OS profile of a new state directory',
    count(1, 20),
  );
  choice('--auto-provision <on|off>', 'whether a new state directory provisions by itself', ['on', 'off']);
  command.option('--os-texts <characters>', 'length of each text in OS resources', count(0, 500_000));
  choice('--standalone <silent|reporting>', 'whether nodes with standalone images report', [
    'silent',
    'reporting',
  ]);
  choice('--gate <plain|json>', 'how a project refuses', ['plain', 'json']);
  command.option(
    '--boot-port <number>',
    'an HTTPS port and a CA only for boot files; 0 for any',
    count(0, 65_535),
  );
  choice('--kernel <quiet|talkative>', 'what the kernel of the micro-OS prints', ['quiet', 'talkative']);
  choice('--micro-os-login <on|off>', 'whether the micro-OS offers a login on ttyS1', ['on', 'off']);
  choice('--network-boot <deactivated|kept>', 'the boot option for the network of an installed node', [
    'deactivated',
    'kept',
  ]);
  return choice('--feature-set <name>', 'vpro: without provisioning', ['full', 'vpro']);
}

export function strictnessOf(options: StrictnessOptions): Strictness {
  const base = options.like === 'real' ? LIKE_REAL : KIND;
  const { autoProvision, standalone, gate, kernel, microOsLogin, networkBoot } = options;
  return {
    osVersions: options.osVersions ?? base.osVersions,
    autoProvision: autoProvision === undefined ? base.autoProvision : autoProvision === 'on',
    osTexts: options.osTexts ?? base.osTexts,
    silentStandalone: standalone === undefined ? base.silentStandalone : standalone === 'silent',
    plainGate: gate === undefined ? base.plainGate : gate === 'plain',
    bootPort: options.bootPort ?? base.bootPort,
    quietKernel: kernel === undefined ? base.quietKernel : kernel === 'quiet',
    microOsLogin: microOsLogin === undefined ? base.microOsLogin : microOsLogin === 'on',
    deactivatesNetwork: networkBoot === undefined ? base.deactivatesNetwork : networkBoot === 'deactivated',
    featureSet: options.featureSet ?? base.featureSet,
  };
}

function count(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`give a whole number from ${least} to ${most}`);
  };
}
