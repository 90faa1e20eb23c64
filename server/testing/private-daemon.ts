/** A libvirtd of a test's own, which it may end and start again. */
export { PrivateDaemon } from '../../node-libvirt/test/support/private-daemon.ts';
