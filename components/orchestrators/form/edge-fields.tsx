'use client';
import type { ReactNode } from 'react';
import { release, service, type Service } from '../../../lib/contract/orchestrator-settings.ts';
import { serviceUrl } from '../../../lib/domain/orchestrator-services.ts';
import { STAGE_FACTS } from '../../../lib/domain/stages.ts';
import { DraftText } from '../../forms/draft-text.tsx';
import { anyError } from '../../forms/use-draft-form.ts';
import { SelectField } from '../../ui/field.tsx';
import { Fold } from '../../ui/fold.tsx';
import { servicePath, TIMED_STAGES, timeoutPath } from './draft.ts';
import { Password, Pem } from './fields.tsx';
import { NamesWithoutDns } from './names-without-dns.tsx';
import { type OrchestratorForm, setIn } from './use-form.ts';

interface Props {
  readonly form: OrchestratorForm;
}

/** What every Edge Orchestrator needs. */
export function EdgeBasics({ form }: Props) {
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-[minmax(0,1fr)_8rem]">
        <DraftText
          form={form}
          path="settings.cluster"
          label="Cluster domain"
          placeholder="edge.example.com"
          hint="Its services are at names below it"
          isRequired
          mono
        />
        <SelectField
          label="Release"
          value={form.text('settings.release')}
          onChange={(value) => form.set({ 'settings.release': value })}
          options={release.options.map((value) => ({ value, label: value }))}
          error={form.error('settings.release')}
        />
      </div>
      <DraftText form={form} path="settings.project" label="Project" isRequired mono />
      <Account title="API account" hint="Reads and writes hosts of the project">
        <DraftText form={form} path="settings.apiUser" label="API user name" isRequired mono />
        <Password form={form} path="secrets.apiPassword" label="API password" />
      </Account>
      <Account
        title="Onboarding account"
        hint="Typed at the node’s prompt in interactive onboarding; not needed without it"
      >
        <DraftText form={form} path="settings.onboardingUser" label="Onboarding user name" mono />
        <Password form={form} path="secrets.onboardingPassword" label="Onboarding password" />
      </Account>
    </>
  );
}

function Account({
  title,
  hint,
  children,
}: {
  readonly title: string;
  readonly hint: string;
  readonly children: ReactNode;
}) {
  return (
    <fieldset>
      <legend className="text-sm font-medium">
        {title} <span className="text-xs font-normal text-ink-3">{hint}</span>
      </legend>
      <div className="mt-1.5 grid gap-3 sm:grid-cols-2">{children}</div>
    </fieldset>
  );
}

const SERVICE_LABELS: Readonly<Record<Service, string>> = {
  keycloak: 'Keycloak',
  api: 'API',
  boot: 'Boot service',
  'onboarding-stream': 'Onboarding stream',
  'onboarding-node': 'Onboarding',
  'tinkerbell-server': 'Tinkerbell',
  'infra-node': 'Infrastructure manager',
  release: 'Release service',
};

function Services({ form }: Props) {
  const { texts } = form.draft;
  const cluster = texts['settings.cluster']?.trim() || 'edge.example.com';
  const chosen = release.safeParse(texts['settings.release']);
  const addressing = { cluster, release: chosen.data ?? '2026.x', services: {} };
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      {service.options.map((name) => (
        <DraftText
          key={name}
          form={form}
          path={servicePath(name)}
          label={SERVICE_LABELS[name]}
          placeholder={serviceUrl(addressing, name)}
          mono
        />
      ))}
    </div>
  );
}

function Timeouts({ form }: Props) {
  return (
    <>
      <p className="text-xs text-ink-3">Seconds without progress after which a stage counts as timed out.</p>
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-3">
        {TIMED_STAGES.map((stage) => (
          <DraftText
            key={stage}
            form={form}
            path={timeoutPath(stage)}
            label={STAGE_FACTS[stage].title}
            numeric
            placeholder={String(STAGE_FACTS[stage].timeout)}
          />
        ))}
      </div>
      <div className="grid gap-3 sm:grid-cols-3">
        <DraftText
          form={form}
          path="settings.pollSeconds.busy"
          label="Poll while busy"
          numeric
          hint="While a node waits"
        />
        <DraftText form={form} path="settings.pollSeconds.idle" label="Poll otherwise" numeric />
        <DraftText form={form} path="settings.answerSeconds" label="One answer" numeric placeholder="20" />
      </div>
    </>
  );
}

const AUTHORITIES = ['settings.apiAuthority', 'settings.bootAuthority', 'settings.secureBootCertificate'];
const ADDRESSES = [...service.options.map(servicePath), 'settings.bootScriptUrl', 'settings.subnet'];
const PROXIES = ['settings.proxy.console', 'settings.proxy.nodes', 'settings.proxy.except'];
const TIMEOUTS = [
  ...TIMED_STAGES.map(timeoutPath),
  ...['settings.pollSeconds.busy', 'settings.pollSeconds.idle', 'settings.answerSeconds'],
];

/** What is set in a group, in words. */
const amount = (form: OrchestratorForm, paths: readonly string[], otherwise: string): string => {
  const count = setIn(form, paths);
  return count === 0 ? otherwise : `${count} set`;
};

/** What has defaults, folded away. */
export const EdgeDetails = ({ form }: Props) => (
  <>
    <Addresses form={form} />
    <Certificates form={form} />
    <NamesWithoutDns form={form} />
    <Proxy form={form} />
    <Fold title="Timeouts" aside="seconds for each stage" open={anyError(form, TIMEOUTS)}>
      <Timeouts form={form} />
    </Fold>
  </>
);

function Addresses({ form }: Props) {
  return (
    <Fold
      title="Addresses"
      aside={amount(form, ADDRESSES, 'names below the cluster domain')}
      open={anyError(form, ADDRESSES)}
    >
      <Services form={form} />
      <div className="grid gap-3 sm:grid-cols-2">
        <DraftText
          form={form}
          path="settings.bootScriptUrl"
          label="iPXE script"
          placeholder="built into the boot program"
          mono
        />
        <DraftText
          form={form}
          path="settings.subnet"
          label="Nodes’ network"
          placeholder="one that is free"
          hint="First three numbers, such as 192.168.150"
          mono
        />
      </div>
    </Fold>
  );
}

function Certificates({ form }: Props) {
  return (
    <Fold
      title="Certificates"
      aside={amount(form, AUTHORITIES, 'those that the system trusts')}
      open={anyError(form, AUTHORITIES)}
    >
      <Pem
        form={form}
        path="settings.apiAuthority"
        label="CA of Keycloak and the API"
        hint="PEM; paste it or drop a file. Empty: a CA that the system trusts."
      />
      <Pem
        form={form}
        path="settings.bootAuthority"
        label="CA of the boot service"
        hint="What the firmware of nodes trusts. Empty: the same CA."
      />
      <Pem
        form={form}
        path="settings.secureBootCertificate"
        label="Key for Secure Boot"
        hint="The certificate that its programs are signed with (db.der): enrolled in nodes with Secure Boot."
      />
    </Fold>
  );
}

function Proxy({ form }: Props) {
  return (
    <Fold
      title="Proxy"
      aside={amount(form, PROXIES, 'as the environment says')}
      open={anyError(form, PROXIES)}
    >
      <DraftText
        form={form}
        path="settings.proxy.console"
        label="For the console"
        placeholder="http://proxy.example.com:8080"
        hint="Empty: HTTPS_PROXY and NO_PROXY of its environment"
        mono
      />
      <DraftText
        form={form}
        path="settings.proxy.nodes"
        label="For nodes"
        hint="Set where the orchestrator is installed (enHttpProxy): it builds it into what nodes boot, and the console only checks whether they reach it"
        mono
      />
      <DraftText
        form={form}
        path="settings.proxy.except"
        label="Not through the proxy"
        hint="Names, separated by commas"
        mono
      />
    </Fold>
  );
}
