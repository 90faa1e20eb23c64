/** vagrant-libvirt's description, where the Vagrantfile gives no other; and its names of disks, since its version 0.6. */
const MARKS = [
  /<description>Source: [^<]*Vagrantfile<\/description>/,
  /<alias name=['"]ua-(?:box|disk)-volume-\d+['"]/,
];

/** Whether a domain, by its XML, is a machine of vagrant-libvirt. */
export const isMadeByVagrant = (xml: string): boolean => MARKS.some((mark) => mark.test(xml));
