/** Stands behind the address in the code, so that a page knows that it was opened on the other device. It never reaches the server. */
const MARK = '#other-device';

/** The address of this page for another device. */
export const otherDeviceAddress = (): string => `${location.origin}${location.pathname}${MARK}`;

/** Whether this page was opened by that address. */
export const isOtherDevice = (): boolean => location.hash === MARK;

/** A code is of use where the other device can open the address safely; on this machine itself it is there for trying out. */
export const canShowCode = (): boolean =>
  location.protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(location.hostname);
