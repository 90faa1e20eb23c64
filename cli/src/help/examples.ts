import type { Command } from 'commander';
import { wordsOf } from './command-tree.ts';

/** What people type most, by command; for the others, `exampleOf` makes one from the arguments. */
export const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  doctor: ['ven doctor', 'ven doctor --server -o yaml'],
  login: ['ven login --url http://127.0.0.1:3000 --email admin@example.org --password-stdin < password-file'],
  'token create': ['ven token create --name ci --role operator --days 30'],
  create: [
    'ven create 3 --name lab --wait --timeout 1800 --junit report.xml',
    'ven create --template ubuntu --vcpus 4 --memory 8192',
    'ven create 2 --serials VH001,VH002 --dry-run',
  ],
  list: ['ven list -o wide', 'ven list -o name | xargs ven stop'],
  explain: ['ven explain', 'ven explain onboarding', 'ven explain edge-1'],
  watch: ['ven watch', 'ven watch --run RUN'],
  wait: ['ven wait edge-1 edge-2 --timeout 1800', 'ven wait edge-1 --stage micro-os'],
  console: [
    'ven console edge-1',
    'ven console edge-1 --port 1 --read-only',
    'ven console edge-1 --pty /tmp/ttyVEN0 --tail',
  ],
  drive: ['ven drive edge-1', 'ven drive edge-1 ask', 'ven drive edge-1 hand-over --screen'],
  log: ['ven log edge-1', 'ven log edge-1 --port 1 --boot 2 > ttyS1.log'],
  logs: ['ven logs edge-1 edge-2 --tail 50', 'ven logs -f --run RUN'],
  search: [
    'ven search PXE-E18 --since 7d',
    `ven search '"link is down"' --node 'edge-*' --stage ipxe`,
    'ven search kernel panic -o json',
  ],
  ssh: ['ven ssh edge-1', 'ven ssh edge-1 -- uptime'],
  forward: ['ven forward edge-1 8080:80'],
  delete: ['ven delete edge-1 edge-2', 'ven delete --all --yes'],
  'checkpoint create': ["ven checkpoint create edge-1 before-update --note 'kernel 6.1'"],
  'checkpoint restore': ['ven checkpoint restore edge-1 before-onboarding --yes --power-off --start'],
  'fault start': [
    'ven fault start edge-1 link-down --at ipxe --for 20',
    'ven fault start edge-1 link-slow --rate 100',
    'ven fault start edge-1 power-cut --at provisioning',
  ],
  'drill run': ['ven drill run examples/drills/*.yaml --junit report.xml'],
  'drill lint': ['ven drill lint power-cut.yaml'],
  'fault end': ['ven fault end edge-1'],
  'disk attach': [
    'ven disk attach edge-1 --size 20',
    'ven disk attach edge-1 --pool default --volume data.qcow2 --bus sata',
  ],
  'disk detach': ['ven disk detach edge-1 vdb --keep-volume', 'ven disk detach edge-1 vdb --delete-volume'],
  'nic attach': [
    'ven nic attach edge-1 --bridge br0',
    'ven nic attach edge-1 --network default --model e1000e',
  ],
  'nic detach': ['ven nic detach edge-1 52:54:00:12:34:56'],
  'template edit': ['ven template edit own --set vcpus=4'],
  'template import': ['ven template import template.yaml', 'ven template import - --replace < template.yaml'],
  'rules explain': ['ven rules explain ttyS1.log --port 1', 'ven log edge-1 | ven rules explain -'],
  'share create': [
    'ven share create --node edge-1 --expires 8h',
    'ven share create --recording edge-1:3 --expires 7d --passphrase-file FILE',
  ],
  'saved-search save': [
    'ven saved-search save "PXE errors" PXE-E',
    'ven saved-search save panics --alarm \'"kernel panic"\' stage:os-boot',
  ],
  'webhook add': [
    'ven webhook add chat --url-file url --body slack --event node.failed run.done',
    'ven webhook add ops --url https://ops.example.org/hook --template body.json',
  ],
  'webhook edit': ['ven webhook edit chat --enable', 'ven webhook edit chat --event node.failed'],
  'webhook deliveries': ['ven webhook deliveries chat', 'ven webhook deliveries chat DELIVERY'],
  'image add': ['ven image add debian.qcow2 --name debian'],
  'image copy': ['ven image copy default debian.qcow2 --name debian'],
  'import-config': [
    'ven import-config config --dry-run',
    'ven import-config inventory.yml secret.yml --name lab',
  ],
  completion: ['source <(ven completion bash)', 'ven completion fish | source'],
};

/** Values of arguments, by their names. */
const VALUES: Readonly<Record<string, string>> = {
  node: 'edge-1',
  host: 'local',
  name: 'lab',
  new: 'lab-2',
  count: '3',
  checkpoint: 'before-onboarding',
  template: 'ubuntu',
  orchestrator: 'simulator',
  pool: 'default',
  volume: 'disk.qcow2',
  shell: 'bash',
  uri: 'qemu:///system',
};

/** Command lines that show how a command is used. */
export const examplesOf = (command: Command): readonly string[] =>
  EXAMPLES[wordsOf(command).join(' ')] ?? [exampleOf(command)];

function exampleOf(command: Command): string {
  const values = command.registeredArguments
    .filter(({ required }) => required)
    .map((argument) => VALUES[argument.name()] ?? argument.name().toUpperCase().replaceAll('-', '_'));
  return ['ven', ...wordsOf(command), ...values].join(' ');
}
