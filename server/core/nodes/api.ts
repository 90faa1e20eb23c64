import type { Boot } from '../../../lib/contract/boot.ts';
import type { EfiVariables } from '../../../lib/contract/efi-variables.ts';
import type { NodeEdit } from '../../../lib/contract/node-edit.ts';
import type { NodeHardware } from '../../../lib/contract/node-hardware.ts';
import type {
  CreateRequest,
  DeleteRequest,
  Node,
  NodeDetail,
  PowerAction,
  Preview,
  Removal,
} from '../../../lib/contract/node.ts';
import type { Operation } from '../../../lib/contract/operation.ts';
import type { CreateResponse } from '../../../lib/contract/run.ts';
import type { TemplateRequest } from '../../../lib/contract/template.ts';
import type { Actor } from '../access/actor.ts';

export interface NodesSection {
  /** Those that have all the labels. */
  list(filter?: { readonly deleted?: boolean; readonly labels?: readonly string[] }): Promise<Node[]>;
  get(idOrName: string): Promise<Node>;
  detail(idOrName: string): Promise<NodeDetail>;
  create(request: CreateRequest, actor: Actor): Promise<CreateResponse>;
  preview(request: CreateRequest): Promise<Preview>;
  /** A create with a template that need not be stored. */
  templatePreview(request: TemplateRequest): Promise<Preview>;
  /** `id`, here and below: what the operation gets as its id, if it was chosen beforehand. */
  act(idOrName: string, action: PowerAction, actor: Actor, id?: string): Promise<Operation>;
  /** Overwrites the disk, resets firmware variables and TPM, and registers and boots it again. */
  reprovision(idOrName: string, actor: Actor, id?: string): Promise<Operation>;
  /** Throws `conflict`, with what to do instead, for what cannot be changed now. */
  edit(idOrName: string, edit: NodeEdit, actor: Actor, id?: string): Promise<Operation>;
  removal(idOrName: string): Promise<Removal>;
  remove(idOrName: string, request: DeleteRequest, actor: Actor, id?: string): Promise<Operation>;
  xml(idOrName: string): Promise<string>;
  /** What can be changed of its machine: as it is now, and after its next power-off. */
  hardware(idOrName: string): Promise<NodeHardware>;
  /** What its firmware remembers. Throws `conflict` before its first start. */
  efiVariables(idOrName: string): Promise<EfiVariables>;
  boots(idOrName: string): Promise<Boot[]>;
  operations(idOrName: string): Promise<Operation[]>;
}
