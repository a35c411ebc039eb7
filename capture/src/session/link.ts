/** What opens the session: the last part of `/s/{token}` and of `/workflow/wf_instance/wfi-{uuid}`. */
export const tokenOf = (path: string): string => path.split('/').filter(Boolean).at(-1) ?? '';
