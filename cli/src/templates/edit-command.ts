import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { ConsoleError, messageOf } from '../../../lib/contract/error.ts';
import { templateEdit, type Template, type TemplateEdit } from '../../../lib/contract/template.ts';
import { definitionOf } from '../../../lib/domain/template-changes.ts';
import { addCommand, type Context } from '../command.ts';

type Fields = Record<string, unknown>;

const assignment = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9]*(\.[A-Za-z][A-Za-z0-9]*)*=/, 'use FIELD=VALUE, such as machine.diskBus=sata')
  .transform((text): [string[], unknown] => {
    const at = text.indexOf('=');
    return [text.slice(0, at).split('.'), valueOf(text.slice(at + 1))];
  });

/** JSON, or else the text itself: `4`, `null`, `["simulator"]`, `sata`. */
function valueOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return text;
  }
}

const fields = z.record(z.string(), z.unknown());

function withValue(object: Fields, [first = '', ...rest]: readonly string[], value: unknown): Fields {
  if (rest.length === 0) return { ...object, [first]: value };
  return { ...object, [first]: withValue(fields.safeParse(object[first]).data ?? {}, rest, value) };
}

/** The latest version with the assignments. Throws `invalid` with the name of the field. */
function edited(latest: Template, assignments: readonly (readonly [string[], unknown])[]): TemplateEdit {
  let changed: Fields = { ...definitionOf(latest), basedOn: latest.version };
  for (const [field, value] of assignments) changed = withValue(changed, field, value);
  const parsed = templateEdit.safeParse(changed);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.map(String).join('.') ?? '';
  throw new ConsoleError(
    'invalid',
    `${field === '' ? '' : `${field}: `}${issue?.message ?? 'not understood'}`,
    {
      fix: `See its fields: ven template export ${latest.name}`,
    },
  );
}

/** The text as the person left it in their editor, and the file that it is in. */
function inEditor(text: string, name: string): { readonly text: string; readonly file: string } {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'ven-template-')), `${name}.yaml`);
  writeFileSync(file, text, { mode: 0o600 });
  const [program = 'vi', ...args] = (process.env.VISUAL || process.env.EDITOR || 'vi').split(/\s+/);
  const { error, status } = spawnSync(program, [...args, '--', file], { stdio: 'inherit' });
  if (error === undefined && status === 0) return { text: readFileSync(file, 'utf8'), file };
  rmSync(path.dirname(file), { recursive: true });
  const why = error === undefined ? `it ended with ${String(status)}` : messageOf(error);
  throw new ConsoleError('invalid', `The editor ${program} did not save the template: ${why}.`, {
    fix: 'Set EDITOR, or use --set FIELD=VALUE.',
  });
}

async function editInEditor({ client }: Context, name: string): Promise<Template> {
  const { templates } = client();
  const { version } = await templates.get(name);
  const { text: yaml, file } = inEditor(await templates.export(name, version), name);
  try {
    const saved = await templates.import({ yaml, basedOn: version });
    rmSync(path.dirname(file), { recursive: true });
    return saved;
  } catch (error) {
    if (!(error instanceof ConsoleError)) throw error;
    const { code, message, fix, errors } = error;
    throw new ConsoleError(code, message, {
      fix: `${fix} What you wrote is in ${file}.`,
      errors,
      cause: error,
    });
  }
}

export const addTemplateEdit = (group: Command): Command =>
  addCommand(group, {
    usage: 'edit <name>',
    summary: 'change a template: fields that are given, or as YAML in your editor',
    flags: [['--set <field=value...>', 'set a field, such as vcpus=4 or machine.diskBus=sata']],
    details: 'Every edit is a new version. If somebody else saved one meanwhile, yours is refused.',
    args: z.tuple([z.string()]),
    options: z.object({ set: z.array(assignment).default([]) }),
    run: async (context, [name], { set }) => {
      if (set.length === 0 && !process.stdin.isTTY) {
        throw new ConsoleError('invalid', 'There is nothing to change.', {
          fix: 'Give --set FIELD=VALUE, or run this on a terminal to edit the template as YAML.',
        });
      }
      const { templates } = context.client();
      const saved =
        set.length === 0
          ? await editInEditor(context, name)
          : await templates.edit(edited(await templates.get(name), set));
      return { document: saved, text: `Template ${name} is now version ${saved.version}.\n` };
    },
  });
