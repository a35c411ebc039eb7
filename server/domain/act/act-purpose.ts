/** Binds sealed bytes to their place. */
export const actPurpose = (organizationId: string, number: number): string => `act:${organizationId}:${number}`;
