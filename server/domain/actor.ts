/** Who caused an event or an act. `subject` is the person at the gate. */
export type Actor =
  | { readonly kind: 'user'; readonly id: string }
  | { readonly kind: 'key'; readonly id: string }
  | { readonly kind: 'subject'; readonly id: null }
  | { readonly kind: 'system'; readonly id: null };

export const subject: Actor = { kind: 'subject', id: null };
export const system: Actor = { kind: 'system', id: null };
