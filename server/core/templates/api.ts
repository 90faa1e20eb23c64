import type {
  Template,
  TemplateEdit,
  TemplateImport,
  TemplateRequest,
} from '../../../lib/contract/template.ts';
import type { Actor } from '../access/actor.ts';

export interface TemplatesSection {
  /** The latest version of each. */
  list(): Promise<Template[]>;
  /** Without a version the latest one. */
  get(name: string, version?: number): Promise<Template>;
  /** The latest first. */
  versions(name: string): Promise<Template[]>;
  add(request: TemplateRequest, actor: Actor): Promise<Template>;
  /** Throws `conflict` when the edit is not based on the latest version, and for one that came with the console. */
  edit(request: TemplateEdit, actor: Actor): Promise<Template>;
  import(request: TemplateImport, actor: Actor): Promise<Template>;
  /** As YAML. */
  export(name: string, version?: number): Promise<string>;
  /** Nodes that were made from it keep their version. */
  remove(name: string, actor: Actor): Promise<void>;
}
