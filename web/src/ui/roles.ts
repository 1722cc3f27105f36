/** The roles in a project, the strongest first. */
export const roles = ['owner', 'engineer', 'supplier', 'reviewer', 'auditor', 'viewer'] as const
export type Role = (typeof roles)[number]
