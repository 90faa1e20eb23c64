'use client';
import { DraftText } from '../../forms/draft-text.tsx';
import { Pem } from './fields.tsx';
import type { OrchestratorForm } from './use-form.ts';

export function HttpBootFields({ form }: { readonly form: OrchestratorForm }) {
  return (
    <>
      <DraftText
        form={form}
        path="settings.bootProgramUrl"
        label="Boot program"
        placeholder="http://boot.example.com/ipxe.efi"
        hint="What the firmware downloads and starts: an EFI program, or an image of a disk or CD-ROM"
        isRequired
        mono
      />
      <DraftText
        form={form}
        path="settings.bootScriptUrl"
        label="iPXE script"
        placeholder="none"
        hint="For an iPXE that has no script of its own"
        mono
      />
      <Pem
        form={form}
        path="settings.authority"
        label="CA of the boot program’s server"
        hint="PEM; needed with https://, because firmware trusts no CA by itself"
      />
      <Pem
        form={form}
        path="settings.secureBootCertificate"
        label="Key for Secure Boot"
        hint="The certificate that its programs are signed with: enrolled in nodes with Secure Boot"
      />
    </>
  );
}
