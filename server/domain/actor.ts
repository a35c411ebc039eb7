/** Who caused an event or an act. `subject` is the person at the gate. */
export type Actor =
  | { readonly kind: 'user'; readonly id: string }
  | { readonly kind: 'key'; readonly id: string }
  | { readonly kind: 'subject'; readonly id: null }
  | { readonly kind: 'system'; readonly id: null };

export const subject = { kind: 'subject', id: null } as const satisfies Actor;
export const system = { kind: 'system', id: null } as const satisfies Actor;
