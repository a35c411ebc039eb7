import type { Facing } from '../camera/use-camera.ts';

interface FileButtonProps {
  readonly label: string;
  readonly isPrimary?: boolean;
  /** Phones open their camera app, with this camera, instead of the gallery. */
  readonly opensCamera?: Facing;
  onFile(file: Blob): void;
}

/** A native file control under a label that looks like a button: it keeps keyboard, screen reader and drag and drop. */
export const FileButton = ({ label, isPrimary = false, opensCamera, onFile }: FileButtonProps) => (
  <label class={isPrimary ? 'file primary' : 'file'}>
    {label}
    <input
      type="file"
      accept="image/*"
      capture={opensCamera}
      onChange={(event) => {
        const file = event.currentTarget.files?.[0];
        // Choosing the same file again has to count as a new choice.
        event.currentTarget.value = '';
        if (file !== undefined) onFile(file);
      }}
    />
  </label>
);
