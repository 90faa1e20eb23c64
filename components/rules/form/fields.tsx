'use client';
import { RANKS, RULE_ACTIONS, type Rule, WHENS } from '../../../lib/contract/rule-file.ts';
import { FAILURE_CLASSES, STAGES, stageTitle } from '../../../lib/domain/stages.ts';
import type { ShownRuleFile } from '../../data/rules.ts';
import { type DraftFieldProps, DraftText } from '../../forms/draft-text.tsx';
import { anyError, type DraftFields } from '../../forms/use-draft-form.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { SelectField } from '../../ui/field.tsx';
import { Fold } from '../../ui/fold.tsx';
import {
  CLASS_TITLES,
  KIND_TITLES,
  PROMPT_TITLES,
  RANK_TITLES,
  SEVERITY_TITLES,
  WHEN_TITLES,
} from '../rule-words.ts';

interface FormProps {
  readonly form: DraftFields;
}

interface ChoiceProps extends DraftFieldProps {
  readonly options: readonly (readonly [value: string, label: string])[];
}

const Choice = ({ form, path, label, hint, options }: ChoiceProps) => (
  <SelectField
    label={label}
    hint={hint}
    value={form.text(path)}
    onChange={(value) => form.set({ [path]: value })}
    options={options.map(([value, text]) => ({ value, label: text }))}
    error={form.error(path)}
  />
);

interface SwitchProps extends FormProps {
  readonly path: string;
  readonly children: string;
}

const Switch = ({ form, path, children }: SwitchProps) => (
  <Checkbox
    isSelected={form.text(path) === 'on'}
    onChange={(isSelected) => form.set({ [path]: isSelected ? 'on' : '' })}
  >
    {children}
  </Checkbox>
);

const titles = <Key extends string>(
  keys: readonly Key[],
  of: Readonly<Record<Key, string>>,
): (readonly [Key, string])[] => keys.map((key) => [key, of[key]] as const);

/** From `powered-on`: before it, nothing is printed. */
const STAGE_OPTIONS = STAGES.slice(1).map((stage) => [stage, stageTitle(stage)] as const);

interface FileFieldsProps extends FormProps {
  readonly files: readonly ShownRuleFile[];
}

/** The file that a new rule goes to. */
export function FileFields({ form, files }: FileFieldsProps) {
  const own = files.filter(({ shipped, content }) => !shipped && content !== null);
  const isNew = form.text('file') === '';
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      {own.length > 0 && (
        <Choice
          form={form}
          path="file"
          label="File"
          options={[...own.map(({ name, title }) => [name, title] as const), ['', 'A new file']]}
        />
      )}
      {isNew && (
        <DraftText
          form={form}
          path="name"
          label={own.length > 0 ? 'Name of the new file' : 'New file'}
          mono
          hint="Own rules are kept in files, to share and to back up"
        />
      )}
    </div>
  );
}

const TEXT_HINTS: Readonly<Record<string, string>> = {
  contains: 'Part of the line; upper and lower case differ',
  begins: 'The line begins with it; tried before the line is complete',
  ends: 'The line ends with it, as prompts do; spaces count',
  percent: 'On the line before the percentage',
  reset: 'A name for people; the firmware’s terminal reset is what counts',
};

/** Which lines match. */
export function LineFields({ form }: FormProps) {
  const when = form.text('when');
  const hasShape = when === 'contains' || when === 'ends';
  return (
    <>
      <DraftText form={form} path="id" label="Id" mono isRequired hint="Shown with what the rule finds" />
      <div className="grid gap-3 sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
        <Choice form={form} path="when" label="When the" options={titles(WHENS, WHEN_TITLES)} />
        <DraftText form={form} path="text" label="Text" mono isRequired hint={TEXT_HINTS[when]} />
      </div>
      {(hasShape || form.text('shape') !== '') && (
        <DraftText
          form={form}
          path="shape"
          label="Shape"
          mono
          placeholder="any line with the text"
          hint="A pattern that the line has to match, too: \d \w . [ ] ( ) | * + ? {n,m} ^ $"
        />
      )}
      <div className="grid gap-3 sm:grid-cols-3">
        <Choice form={form} path="port" label="Port" options={PORT_OPTIONS} />
        <Choice form={form} path="from" label="From stage" options={[['', 'any'], ...STAGE_OPTIONS]} />
        <Choice form={form} path="until" label="Until stage" options={[['', 'any'], ...STAGE_OPTIONS]} />
      </div>
    </>
  );
}

const PORT_OPTIONS = [
  ['', 'both'],
  ['0', 'ttyS0'],
  ['1', 'ttyS1'],
] as const;

const MEANS = [
  ['failure', 'The cause of a failure'],
  ['stage', 'A stage begins'],
  ['harmless', 'Nothing: the line is harmless'],
  ['recovers', 'A suspected failure is over'],
  ['prompt', 'The machine waits for input'],
  ['marks', 'Nothing yet: it sets marks for other rules'],
] as const;

const CLASSES = titles(FAILURE_CLASSES, CLASS_TITLES);
const PROMPTS = ['username', 'password', 'login'] as const satisfies readonly NonNullable<Rule['prompt']>[];
const SEVERITIES = ['final', 'suspected', 'explains'] as const;

/** What a match means. */
export function MeaningFields({ form }: FormProps) {
  const means = form.text('means');
  return (
    <>
      <Choice form={form} path="means" label="A match means" options={MEANS} />
      {means === 'failure' && <FailureFields form={form} />}
      {means === 'stage' && <StageFields form={form} />}
      {means === 'recovers' && (
        <Choice form={form} path="recovers" label="Class of the failure" options={CLASSES} />
      )}
      {means === 'prompt' && (
        <Choice form={form} path="prompt" label="It waits for" options={titles(PROMPTS, PROMPT_TITLES)} />
      )}
      {means === 'marks' && <MarkFields form={form} />}
    </>
  );
}

function StageFields({ form }: FormProps) {
  return (
    <>
      <Choice form={form} path="stage" label="Stage" options={STAGE_OPTIONS} />
      <div className="grid gap-3 sm:grid-cols-2">
        <DraftText
          form={form}
          path="progress.text"
          label="Progress of"
          placeholder="no progress is shown"
          hint="The first group of the shape is the step"
        />
        <DraftText form={form} path="progress.total" label="Steps in total" numeric />
      </div>
    </>
  );
}

function FailureFields({ form }: FormProps) {
  return (
    <>
      <DraftText
        form={form}
        path="failure.cause"
        label="Cause"
        isRequired
        hint="A sentence; $1 stands for what the first group of the shape matches"
      />
      <DraftText form={form} path="failure.fix" label="Next step" isRequired hint="What to do about it" />
      <div className="grid gap-3 sm:grid-cols-2">
        <Choice form={form} path="failure.class" label="Class" options={CLASSES} />
        <Choice form={form} path="failure.rank" label="The line is" options={titles(RANKS, RANK_TITLES)} />
        <Choice
          form={form}
          path="failure.severity"
          label="Severity"
          options={titles(SEVERITIES, SEVERITY_TITLES)}
        />
        {form.text('failure.severity') === 'suspected' && (
          <DraftText form={form} path="failure.grace" label="Within, seconds" numeric isRequired />
        )}
        <Choice
          form={form}
          path="failure.action"
          label="Offered action"
          options={[['', 'none'], ...RULE_ACTIONS.map((action) => [action, action] as const)]}
        />
      </div>
    </>
  );
}

const MarkFields = ({ form }: FormProps) => (
  <div className="grid gap-3 sm:grid-cols-2">
    <DraftText form={form} path="sets" label="Sets marks" mono hint="Words, kept for the port" />
    <DraftText form={form} path="clears" label="Clears marks" mono />
  </div>
);

const MORE = [
  'unlike',
  'for',
  'osProfiles',
  'releases',
  'needs',
  'unless',
  'sets',
  'clears',
  'note',
] as const;

/** What few rules have. */
export function MoreFields({ form }: FormProps) {
  const means = form.text('means');
  const used = [...MORE, 'anyCase', 'isAlsoForUsers'].filter((path) => form.text(path) !== '').length;
  const aside = used === 0 ? 'case, exceptions, marks, note' : `${used} set`;
  return (
    <Fold title="More conditions" aside={aside} open={anyError(form, MORE)}>
      <Switch form={form} path="anyCase">
        Upper and lower case are the same (write the text in lower case)
      </Switch>
      <Switch form={form} path="isAlsoForUsers">
        Also while somebody is logged in on the port
      </Switch>
      <DraftText
        form={form}
        path="unlike"
        label="Unlike"
        mono
        hint="A pattern that the line must not match"
      />
      <Choice
        form={form}
        path="for"
        label="Only for"
        options={[['', 'all nodes'], ...titles(['onboarding', 'direct'] as const, KIND_TITLES)]}
      />
      <div className="grid gap-3 sm:grid-cols-2">
        <DraftText
          form={form}
          path="osProfiles"
          label="Only for OS profiles"
          mono
          placeholder="all"
          hint="* stands for any characters, such as ubuntu-*"
        />
        <DraftText
          form={form}
          path="releases"
          label="Only for releases of the orchestrator"
          mono
          placeholder="all"
          hint="2026.1 stands for 2026.1.3, too"
        />
      </div>
      <div className="grid gap-3 sm:grid-cols-2">
        <DraftText form={form} path="needs" label="Only after the mark" mono />
        <DraftText form={form} path="unless" label="Not after the mark" mono />
      </div>
      {means !== 'marks' && <MarkFields form={form} />}
      <DraftText form={form} path="note" label="Note" hint="For people: why the rule is as it is" />
    </Fold>
  );
}
