import { z } from 'zod';

/** The tools that nodes can be exported for. */
export const exportFormat = z
  .enum(['commands', 'vagrant', 'terraform', 'ansible', 'xml', 'config'])
  .meta({ id: 'ExportFormat' });
export type ExportFormat = z.infer<typeof exportFormat>;

interface FormatFacts {
  /** For a menu. */
  readonly title: string;
  /** What is written, as the object of "print". */
  readonly about: string;
  /** The name that its tool expects, or a usual one. */
  readonly file: string;
}

export const EXPORT_FORMATS: Readonly<Record<ExportFormat, FormatFacts>> = {
  commands: {
    title: 'Shell commands',
    about: 'the virsh, qemu-img and curl commands that would do the same',
    file: 'nodes.sh',
  },
  vagrant: { title: 'Vagrantfile', about: 'a Vagrantfile for vagrant-libvirt', file: 'Vagrantfile' },
  terraform: {
    title: 'Terraform',
    about: 'a Terraform configuration for the provider dmacvicar/libvirt',
    file: 'main.tf',
  },
  ansible: { title: 'Ansible playbook', about: 'an Ansible playbook', file: 'nodes.yml' },
  xml: { title: 'libvirt XML', about: 'the libvirt domain XML', file: 'domain.xml' },
  config: {
    title: 'Virtual Edge Node config',
    about: 'the file "config" of the Virtual Edge Node scripts',
    file: 'config',
  },
};

/** Which nodes, by id, name, serial or UUID; or all those of a run that still exist. */
export const exportQuery = z.object({
  node: z
    .union([z.array(z.string().min(1).max(100)).max(200), z.string().min(1).max(100)])
    .transform((given) => [given].flat())
    .optional()
    .meta({ description: 'Id, name, serial or UUID; can be repeated' }),
  run: z.string().min(1).max(100).optional(),
});
export type ExportQuery = z.output<typeof exportQuery>;
