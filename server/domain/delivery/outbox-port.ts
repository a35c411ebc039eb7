import type { MessageSubject } from './channel-port.ts';

/** Where messages are put that have no way out: an operator reads them there, a developer too. */
export interface OutboxFiles {
  /** One file for each delivery; writing it again replaces it. `extension` as in `eml`. */
  write(about: MessageSubject, extension: string, content: Uint8Array): Promise<void>;
  /** Deletes the files about these sessions and entities. */
  forget(subjectIds: readonly string[]): Promise<void>;
}
