import { expect, test } from 'vitest';
import { isOpenToQemu, modeText } from './virtualization.mjs';

const KVM = 108;

test.for([
  { mode: 0o20600, uid: 0, gid: 0, isOpen: false, text: 'mode 0600' },
  { mode: 0o20660, uid: 0, gid: 0, isOpen: false, text: 'mode 0660 and group root' },
  { mode: 0o20660, uid: 0, gid: KVM, isOpen: true, text: 'mode 0660' },
  { mode: 0o20640, uid: 0, gid: KVM, isOpen: false, text: 'mode 0640' },
  { mode: 0o20666, uid: 0, gid: 0, isOpen: true, text: 'mode 0666' },
  { mode: 0o20600, uid: KVM, gid: 0, isOpen: true, text: 'mode 0600' },
])('$text of $uid:$gid is open to QEMU: $isOpen', ({ isOpen, text, ...device }) => {
  expect(isOpenToQemu(device)).toBe(isOpen);
  expect(modeText(device)).toBe(text);
});
