const segment = /^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,127}$/;
const maxSegments = 8;

/**
 * Keys are made by us, of ids: `<organization>/<environment>/<document>`. Anything else is a bug or an attempt to leave
 * the store (`..`, an absolute path, a back slash), so it throws.
 */
export const assertBlobKey = (key: string): void => {
  const segments = key.split('/');
  if (segments.length > maxSegments || !segments.every((part) => segment.test(part))) {
    throw new Error(
      `A file's key must be up to ${maxSegments} names of letters, digits, "-", "_" and ".", joined by "/".`,
    );
  }
};
