import { dirname } from 'node:path';
import { Document, Scalar, visit } from 'yaml';
import { type ExportedNode, networksOf } from './exported-node.ts';
import { base64Lines } from './commands.ts';
import { comment } from './quoting.ts';

/** Only modules of ansible-core, so that no collection has to be installed. */
const TASKS = `
    - name: List the networks
      ansible.builtin.command: {argv: [virsh, net-list, --all, --name]}
      environment: &host {LIBVIRT_DEFAULT_URI: "{{ libvirt_uri }}"}
      register: ven_networks
      changed_when: false
      check_mode: false

    - name: Define the networks
      ansible.builtin.command: {argv: [virsh, net-define, /dev/stdin], stdin: "{{ item.xml }}"}
      environment: *host
      loop: "{{ networks }}"
      loop_control: {label: "{{ item.name }}"}
      changed_when: true
      when: item.name not in ven_networks.stdout_lines

    - name: List the active networks
      ansible.builtin.command: {argv: [virsh, net-list, --name]}
      environment: *host
      register: ven_active_networks
      changed_when: false
      check_mode: false

    - name: Start the networks
      ansible.builtin.command: {argv: [virsh, net-start, "{{ item.name }}"]}
      environment: *host
      loop: "{{ networks }}"
      loop_control: {label: "{{ item.name }}"}
      changed_when: true
      when: item.name not in ven_active_networks.stdout_lines

    - name: Look for files that only the host of the nodes has
      ansible.builtin.stat: {path: "{{ item }}"}
      loop: "{{ needed_files }}"
      register: ven_needed

    - name: Refuse to begin without them
      ansible.builtin.assert:
        that: item.stat.exists
        fail_msg: "Copy {{ item.item }} from the host of the nodes first."
        quiet: true
      loop: "{{ ven_needed.results }}"
      loop_control: {label: "{{ item.item }}"}

    - name: Look for the folders
      ansible.builtin.stat: {path: "{{ item }}"}
      loop: "{{ folders }}"
      register: ven_folders

    - name: Make the folders
      ansible.builtin.file: {path: "{{ item.item }}", state: directory, mode: "0711"}
      loop: "{{ ven_folders.results }}"
      loop_control: {label: "{{ item.item }}"}
      when: not item.stat.exists

    - name: Make the disks
      ansible.builtin.command: {argv: "{{ ['qemu-img', 'create', '-q', '-f', 'qcow2'] + item.arguments }}", creates: "{{ item.path }}"}
      loop: "{{ disks }}"
      loop_control: {label: "{{ item.path }}"}

    - name: Write the certificate authorities that the firmware trusts
      ansible.builtin.shell: {cmd: 'umask 022 && base64 --decode > "$FILE"', stdin: "{{ item.authority }}", creates: "{{ item.authority_file }}"}
      environment: {FILE: "{{ item.authority_file }}"}
      loop: "{{ nodes | selectattr('authority') }}"
      loop_control: {label: "{{ item.name }}"}

    - name: List the machines
      ansible.builtin.command: {argv: [virsh, list, --all, --name]}
      environment: *host
      register: ven_machines
      changed_when: false
      check_mode: false

    - name: Define the machines
      ansible.builtin.command: {argv: [virsh, define, /dev/stdin], stdin: "{{ item.xml }}"}
      environment: *host
      loop: "{{ nodes }}"
      loop_control: {label: "{{ item.name }}"}
      changed_when: true
      when: item.name not in ven_machines.stdout_lines

    - name: List the running machines
      ansible.builtin.command: {argv: [virsh, list, --name]}
      environment: *host
      register: ven_running
      changed_when: false
      check_mode: false

    - name: Start the machines
      ansible.builtin.command: {argv: [virsh, start, "{{ item.name }}"]}
      environment: *host
      loop: "{{ nodes }}"
      loop_control: {label: "{{ item.name }}"}
      changed_when: true
      when: start | bool and item.name not in ven_running.stdout_lines
`;

/** A playbook that makes and starts the same machines on libvirt hosts; a second run changes nothing. */
export function playbook(nodes: readonly ExportedNode[]): string {
  const play = {
    name: 'Virtual edge nodes',
    hosts: 'all',
    become: true,
    gather_facts: false,
    vars: {
      libvirt_uri: 'qemu:///system',
      start: true,
      networks: networksOf(nodes).map(({ name, xml }) => ({ name, xml })),
      folders: [...new Set(nodes.flatMap(filesOf).map(dirname))],
      needed_files: [...new Set(nodes.flatMap(neededFiles))],
      disks: nodes.flatMap(disksOf),
      nodes: nodes.map(nodeVariables),
    },
  };
  return `${about(nodes)}\n---\n${withoutTemplates([play])}  tasks:${TASKS}`;
}

function about(nodes: readonly ExportedNode[]): string {
  const lines = [
    `Makes ${nodes.map(({ domain }) => domain.name).join(', ')} with: ansible-playbook -i HOST, nodes.yml`,
    'on this machine itself: ansible-playbook -i localhost, -c local nodes.yml (with -e start=false only defined).',
    'Names, UUIDs, MAC addresses and serial numbers are those of the nodes: delete them in the console first, or use',
    'another host.',
    ...(nodes.some(({ registration }) => registration !== null)
      ? ['They are not registered at the orchestrator; ven export commands shows how.']
      : []),
  ];
  return lines.map(comment).join('\n');
}

/** Ansible takes \`{{ … }}\` in every string for an expression, unless it is tagged. */
function withoutTemplates(value: unknown): string {
  const document = new Document(value, { customTags: [{ tag: '!unsafe', resolve: String }] });
  visit(document, {
    Scalar: (key, node) => {
      if (key !== 'key' && typeof node.value === 'string' && /\{[{%#]/.test(node.value)) node.tag = '!unsafe';
      if (typeof node.value === 'string' && node.value.includes('\n')) node.type = Scalar.BLOCK_LITERAL;
    },
  });
  return document.toString({ lineWidth: 0 });
}

const filesOf = ({ domain, addedSizes }: ExportedNode): string[] => [
  ...[domain.disk, ...addedSizes.keys()],
  ...domain.serialLogs,
];

/** Volumes that it was given and that are not its own have to be there. */
function neededFiles({ domain, base, addedSizes }: ExportedNode): string[] {
  const foreign = [...addedSizes].flatMap(([path, bytes]) => (bytes === null ? [path] : []));
  const needed = [base?.path, domain.medium?.path, domain.seed, domain.variables, ...foreign];
  return needed.filter((path) => path != null);
}

/** What qemu-img makes, with its arguments. */
function disksOf({ domain, base, diskGiB, addedSizes }: ExportedNode) {
  const backing = base === null ? [] : ['-b', base.path, '-F', base.format];
  const added = [...addedSizes].flatMap(([path, bytes]) =>
    bytes === null ? [] : [{ path, arguments: [path, String(bytes)] }],
  );
  return [{ path: domain.disk, arguments: [...backing, domain.disk, `${diskGiB}G`] }, ...added];
}

function nodeVariables({ domain, xml, authority }: ExportedNode) {
  return {
    name: domain.name,
    authority: authority === null ? '' : base64Lines(authority),
    authority_file: domain.authority ?? '',
    xml,
  };
}
