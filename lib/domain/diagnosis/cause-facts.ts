import type { FailureClass } from '../stages.ts';
import type { Cause } from './causes.ts';

interface CauseFacts {
  /** A sentence. */
  readonly title: string;
  /** Where no observation says better. */
  readonly nextStep: string;
  readonly class: FailureClass;
  /** The page on which it can be put right, where no observation offers a repair. */
  readonly page?: 'orchestrator' | 'host';
}

/** Apart from the causes themselves, which every page knows. */
const CAUSE_FACTS: Readonly<Record<Cause, CauseFacts>> = {
  'on-purpose': {
    title: 'Somebody has done this to the node on purpose.',
    nextStep: 'End the fault (ven fault end), then start the node again if it does not go on by itself.',
    class: 'host',
  },
  'host-storage-full': {
    title: 'The storage of the host is full, so the host has paused the node.',
    nextStep:
      'Free some space in the folder of its images, then resume the node; it continues where it stopped.',
    class: 'storage',
    page: 'host',
  },
  crashed: {
    title: 'The machine of the node has crashed: its QEMU process ended by itself.',
    nextStep: 'Read the log of QEMU on the host, then start the node again.',
    class: 'host',
    page: 'host',
  },
  'switched-off': {
    title: 'Somebody or something outside of this console has switched the node off.',
    nextStep: 'Find out who uses virsh or another program on the host, then start the node again.',
    class: 'host',
  },
  'network-down': {
    title: 'The network of the node is not there or not active, so nothing answers its DHCP requests.',
    nextStep: 'Set the network up again.',
    class: 'boot',
  },
  'link-down': {
    title: 'The network card of the node has no link.',
    nextStep: 'Set the link up: virsh domif-setlink NODE MAC up.',
    class: 'boot',
  },
  'no-random-source': {
    title:
      'The machine has no random number generator, without which recent firmware offers no network boot.',
    nextStep:
      "Add one: virsh edit NODE, <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>, then power-cycle the node.",
    class: 'boot',
  },
  'no-network-option': {
    title: 'The firmware has no active boot option for the network, so it does not try to boot from there.',
    nextStep: 'Provision the node again: that resets the variables of its firmware.',
    class: 'boot',
  },
  'network-elsewhere': {
    title: 'DHCP gives the node an address but does not lead it to the boot program of its orchestrator.',
    nextStep: 'Add the DHCP options that EFI HTTP boot needs to the network of the node.',
    class: 'boot',
  },
  'addresses-used-up': {
    title: 'The DHCP server of the network has no free address left for the node.',
    nextStep:
      'Delete nodes that are not needed, or wait until leases run out: an address stays taken for an hour after its node is off.',
    class: 'boot',
  },
  'second-dhcp-server': {
    title: 'A second DHCP server answers in the network of the node.',
    nextStep: 'Stop that server, or disconnect its machine from this network.',
    class: 'boot',
  },
  'no-dhcp-answer': {
    title: 'No DHCP server answers the node.',
    nextStep:
      'Check that a DHCP server runs in the network of the node and that no firewall drops UDP ports 67 and 68 on its bridge.',
    class: 'boot',
  },
  'name-unknown': {
    title: 'The name of the boot server cannot be resolved in the network of the node.',
    nextStep:
      'Add a host entry with its address to the orchestrator, or make the name known to the name server.',
    class: 'boot',
    page: 'orchestrator',
  },
  'server-unreachable': {
    title: 'The boot server does not answer in the network of the node.',
    nextStep: 'Check that it runs, the route to it, and that no firewall is in between.',
    class: 'boot',
    page: 'orchestrator',
  },
  'certificate-authority': {
    title: 'The node does not trust the certificate of the server: another CA signed it.',
    nextStep:
      'Give the orchestrator the CA that signed the certificate of its boot server, then boot the node again.',
    class: 'boot',
    page: 'orchestrator',
  },
  'certificate-name': {
    title: 'The certificate of the server is for another name than the one that the node connects to.',
    nextStep:
      'Use a URL with a name for which the certificate is, or have the certificate made for this one.',
    class: 'boot',
    page: 'orchestrator',
  },
  'certificate-dates': {
    title: 'The certificate of the server is expired or not valid yet.',
    nextStep: 'Have the certificate renewed; if a clock is wrong, set it.',
    class: 'boot',
    page: 'orchestrator',
  },
  'certificate-ciphers': {
    title: 'The boot server offers no TLS cipher that the firmware of the node has.',
    nextStep: 'Enable DHE-RSA or RSA key exchange with TLS 1.2 at the boot server.',
    class: 'boot',
    page: 'orchestrator',
  },
  'file-missing': {
    title: 'The boot server has no file at the address that the node was given.',
    nextStep: 'Correct the URL of the boot program, or put the file there.',
    class: 'boot',
    page: 'orchestrator',
  },
  'file-unusable': {
    title: 'What the boot server sends is not a program that the node can start.',
    nextStep:
      'Check what is at the URL of the boot program: a login page or an error page may answer in its place.',
    class: 'boot',
    page: 'orchestrator',
  },
  'server-error': {
    title: 'The server of the boot files answers with an error.',
    nextStep: 'Look at the server and at any proxy in front of it, then boot the node again.',
    class: 'boot',
    page: 'orchestrator',
  },
  'connection-lost': {
    title: 'The connection to the server of the boot files breaks before a file is complete.',
    nextStep:
      'Boot the node again; if it stays so, look at the server, and at what is between it and the node.',
    class: 'boot',
  },
  'secure-boot-refused': {
    title: 'Secure Boot: the firmware refuses the program, because none of its keys has signed it.',
    nextStep: 'Enrol the key that the programs of the orchestrator are signed with; the node has to be off.',
    class: 'boot',
  },
  'pxe-first': {
    title: 'The firmware tries PXE and IPv6 before HTTP boot, which takes minutes.',
    nextStep:
      'Move the HTTP boot option to the front, or create the node with this console, which switches PXE off.',
    class: 'boot',
  },
  'micro-os-again': {
    title: 'After the installation the node has booted from the network again instead of from its disk.',
    nextStep:
      'Check that the orchestrator no longer lets the node boot from the network, and that the disk comes first in its boot order.',
    class: 'workflow',
  },
  'identity-mismatch': {
    title: 'Serial number or UUID of the node differ from what the orchestrator has registered.',
    nextStep: 'Delete the stale host at the orchestrator, or register the node again.',
    class: 'onboarding',
  },
  'not-registered': {
    title: 'The orchestrator does not know the node.',
    nextStep: 'Register its serial number at the orchestrator, then reset the node.',
    class: 'onboarding',
  },
  'account-refused': {
    title: 'The orchestrator refuses the onboarding account.',
    nextStep: 'Correct user name and password of the onboarding account in the settings of the orchestrator.',
    class: 'onboarding',
    page: 'orchestrator',
  },
  'already-onboarded': {
    title: 'The orchestrator refuses the node, because it considers it onboarded already.',
    nextStep: 'Delete the host and its instance at the orchestrator, register the node again and reset it.',
    class: 'onboarding',
  },
  'awaits-os': {
    title: 'The orchestrator waits for somebody to say which operating system the node gets.',
    nextStep: 'Choose the operating system of the host at the orchestrator; the node goes on by itself.',
    class: 'workflow',
  },
  'clock-differs': {
    title: 'The clocks of node and orchestrator differ.',
    nextStep: 'Set the clock of the host and of the orchestrator, then reset the node.',
    class: 'onboarding',
  },
  'images-not-loaded': {
    title: 'The micro-OS cannot load or start its containers.',
    nextStep: 'Check that the registry answers in the network of the node and lets it load its images.',
    class: 'onboarding',
  },
  'memory-too-small': {
    title: 'The memory of the node is too small.',
    nextStep: 'Create the node with more memory.',
    class: 'storage',
  },
  'disk-too-small': {
    title: 'The disk of the node is full or too small.',
    nextStep: 'Create the node with a larger disk.',
    class: 'storage',
  },
  'image-damaged': {
    title: 'The OS image does not have the checksum that it should have.',
    nextStep:
      'Check the image and its checksum in the OS profile at the orchestrator, then provision the node again.',
    class: 'workflow',
  },
  'secure-boot-mismatch': {
    title: 'Secure Boot of the node does not match what its OS profile asks for.',
    nextStep: 'Create the node with a template whose Secure Boot and OS profile agree.',
    class: 'workflow',
  },
  'workflow-failed': {
    title: 'A step of the provisioning workflow has failed.',
    nextStep: 'Look at the workflow of the node at the orchestrator, then provision it again.',
    class: 'workflow',
  },
  'kernel-panic': {
    title: 'The kernel has panicked or could not be started.',
    nextStep: 'Read what the kernel printed before.',
    class: 'os',
  },
  'disk-damaged': {
    title: 'A disk or file system of the node is damaged.',
    nextStep: 'Check the storage of the host, then provision the node again.',
    class: 'storage',
  },
  passphrase: {
    title: 'The node waits for the passphrase of its encrypted disk.',
    nextStep:
      'Type the passphrase on the console; a TPM releases the key only while firmware and boot order stay the same.',
    class: 'os',
  },
  'nothing-bootable': {
    title: 'The firmware has found nothing to boot.',
    nextStep: 'Look at its boot options, and at what the node is to boot from.',
    class: 'boot',
  },
  'system-stopped': {
    title: 'The installed system stops in a shell or at a prompt before it is up.',
    nextStep: 'Read the lines before the prompt; the system can be repaired on the console.',
    class: 'os',
  },
  'no-heartbeat': {
    title: 'The installed system has reported to the orchestrator and then stopped.',
    nextStep: 'Log in on the console and look at its agents and its network.',
    class: 'os',
  },
  'never-called-home': {
    title:
      'The node runs, but the orchestrator has not heard of it or does not take it in, and reports no error.',
    nextStep:
      'Open the console at the last stage: the node may lack a route, a name or a certificate of the orchestrator.',
    class: 'onboarding',
  },
  'orchestrator-failing': {
    title: 'The API of the orchestrator does not work for this console.',
    nextStep: 'Run the connection check of the orchestrator.',
    class: 'onboarding',
    page: 'orchestrator',
  },
  'host-overloaded': {
    title: 'The host is overloaded: the processors of the node stand still for seconds.',
    nextStep: 'Boot fewer nodes at once, or give the host fewer of them.',
    class: 'host',
    page: 'host',
  },
  'host-away': {
    title: 'The host of the node is not connected, so little can be seen of it.',
    nextStep: 'Look at the page of the host.',
    class: 'host',
    page: 'host',
  },
  silent: {
    title: 'The node is on, but prints nothing on its serial ports.',
    nextStep: 'Look at the screen: a menu, or a boot loader without a serial console, may wait there.',
    class: 'boot',
  },
  slow: {
    title: 'The boot is slow, but nothing is wrong as far as can be seen.',
    nextStep: 'Wait, or see what else uses the host.',
    class: 'host',
  },
  'as-reported': {
    title: 'The boot has failed.',
    nextStep: 'Read the log around this line.',
    class: 'boot',
  },
  'under-way': {
    title: 'The boot is under way; nothing is wrong as far as can be seen.',
    nextStep: '',
    class: 'boot',
  },
  'became-ready': { title: 'This boot became ready.', nextStep: '', class: 'os' },
  unknown: {
    title: 'Nothing shows why this boot did not become ready.',
    nextStep: 'Look at its log and its recording, or compare it with a boot that became ready.',
    class: 'boot',
  },
};

export const causeFacts = (cause: Cause): CauseFacts => CAUSE_FACTS[cause];
