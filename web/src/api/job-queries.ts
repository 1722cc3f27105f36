/** Work in the background: starting it, following it, and what it left. */
import { queryOptions } from '@tanstack/react-query'
import { api, call, read } from './client'
import type { components } from './schema'

type Schemas = components['schemas']

export type Job = Schemas['Job']
export type JobParams = Schemas['JobParams']
export type JobKind = Schemas['NewJob']['kind']
export type ImportReport = Schemas['ImportReport']
export type InventoryPlan = Schemas['InventoryPlan']

/** Whether a job has come to an end, good or bad. */
export const ended = (job: Pick<Job, 'state'>): boolean => job.state !== 'queued' && job.state !== 'running'

const jobsKey = (project: string) => ['project', project, 'jobs'] as const

/** How a job stands; asked again and again until it has ended. */
export const jobQuery = (project: string, job: string) =>
  queryOptions({
    queryKey: [...jobsKey(project), 'one', job],
    queryFn: ({ signal }) =>
      read(() => api.GET('/api/v1/projects/{project}/jobs/{job}', { params: { path: { project, job } }, signal })),
    refetchInterval: (query) => (query.state.data && ended(query.state.data) ? false : 400),
    refetchIntervalInBackground: true,
    staleTime: 0,
  })

/** The newest jobs of the project that the user may know of. */
export const jobsQuery = (project: string) =>
  queryOptions({
    queryKey: [...jobsKey(project), 'list'],
    queryFn: ({ signal }) =>
      read(() => api.GET('/api/v1/projects/{project}/jobs', { params: { path: { project }, query: { limit: 60 } }, signal })),
    staleTime: 2000,
  })

/** What an import found or did, whole: the file of the job where the answer had to be cut. It never changes. */
export const importReportQuery = (project: string, job: string) =>
  queryOptions({
    queryKey: [...jobsKey(project), 'report', job],
    queryFn: async ({ signal }): Promise<ImportReport | null> => {
      const path = { project, job }
      const { import: report } = await read(() =>
        api.GET('/api/v1/projects/{project}/jobs/{job}/result', { params: { path }, signal }),
      )
      if (!report?.cut) return report ?? null
      try {
        const whole = await read(() =>
          api.GET('/api/v1/projects/{project}/jobs/{job}/file', { params: { path }, parseAs: 'json', signal }),
        )
        return whole as ImportReport
      } catch {
        return report // files of jobs go after some days; what is left says that it is cut
      }
    },
    staleTime: Infinity,
  })

/** Starts a job. */
export const startJob = (project: string, kind: JobKind, params: JobParams): Promise<Job> =>
  call(() => api.POST('/api/v1/projects/{project}/jobs', { params: { path: { project } }, body: { kind, params } }))

/** Stops a job; one that has begun to write goes on to its end. */
export const cancelJob = (project: string, job: string): Promise<Job> =>
  call(() => api.DELETE('/api/v1/projects/{project}/jobs/{job}', { params: { path: { project, job } } }))
