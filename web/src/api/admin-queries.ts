/** What can be asked about accounts, users and members, as options for useQuery. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, read } from './client'
import { queryKeys } from './queries'

export const factorsQuery = () =>
  queryOptions({
    queryKey: queryKeys.factors,
    queryFn: ({ signal }) => read(() => api.GET('/api/v1/account/factors', { signal })),
  })
export const sessionsQuery = () =>
  queryOptions({
    queryKey: queryKeys.sessions,
    queryFn: ({ signal }) => read(() => api.GET('/api/v1/account/sessions', { signal })),
  })
export const tokensQuery = () =>
  queryOptions({ queryKey: queryKeys.tokens, queryFn: ({ signal }) => read(() => api.GET('/api/v1/account/tokens', { signal })) })
export const rolesQuery = () =>
  queryOptions({
    queryKey: ['server', 'roles'],
    queryFn: ({ signal }) => read(() => api.GET('/api/v1/roles', { signal })),
    staleTime: Infinity,
  })
export const usersQuery = () =>
  queryOptions({ queryKey: queryKeys.users, queryFn: ({ signal }) => read(() => api.GET('/api/v1/users', { signal })) })
export const invitationsQuery = () =>
  queryOptions({
    queryKey: queryKeys.invitations,
    queryFn: ({ signal }) => read(() => api.GET('/api/v1/invitations', { signal })),
  })

export const membersQuery = (project: string) =>
  queryOptions({
    queryKey: queryKeys.members(project),
    queryFn: ({ signal }) => read(() => api.GET('/api/v1/projects/{project}/members', { params: { path: { project } }, signal })),
  })

export const projectInvitationsQuery = (project: string) =>
  queryOptions({
    queryKey: queryKeys.projectInvitations(project),
    queryFn: ({ signal }) =>
      read(() => api.GET('/api/v1/projects/{project}/invitations', { params: { path: { project } }, signal })),
  })

/** What narrows the list of security events; empty for all. */
export interface SecurityEventFilter {
  kind: string
  outcome: '' | 'done' | 'refused' | 'failed'
}

export const securityEventsQuery = (filter: SecurityEventFilter) =>
  infiniteQueryOptions({
    queryKey: ['server', 'security-events', filter],
    initialPageParam: '',
    queryFn: ({ signal, pageParam }) =>
      read(() =>
        api.GET('/api/v1/security-events', {
          params: {
            query: {
              limit: 100,
              cursor: pageParam || undefined,
              kind: filter.kind ? [filter.kind] : undefined,
              outcome: filter.outcome || undefined,
            },
          },
          signal,
        }),
      ),
    getNextPageParam: (last) => last.next || undefined,
  })
