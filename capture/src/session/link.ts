/** The link's token: the last part of `/s/{token}`. */
export const tokenOf = (path: string): string => path.split('/').filter(Boolean).at(-1) ?? '';
