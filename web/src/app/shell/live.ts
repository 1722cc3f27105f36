/** The stream of the project that is open, in the life of the page. */
import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { loadAccount } from '../../api/account'
import { api, call } from '../../api/client'
import type { Present } from '../../api/documents'
import { moveHead, outbox } from '../../api/editing'
import { commentsChanged } from '../../api/item-queries'
import { LiveStream, type Connection } from '../../api/live'
import { asProblem } from '../../api/problem'
import { queryKeys } from '../../api/queries'
import { reachable } from '../../api/reach'
import { createStore } from '../../lib/store'

export const connection = createStore<Connection>('connecting')
export const present = createStore<readonly Present[]>([])

/** How long the page may be out of sight before its stream rests: browsers allow few connections. */
const restAfter = 60_000

/** How often the list of those present is asked anew while others are in it. */
const askAgain = 40_000

/** How often one who is not told of changes asks for the newest commit. */
const askHead = 20_000

/** Follows a project while it is open: the head moves, and everything that is shown follows. */
export function useLive(project: string, told: boolean): void {
  useStream(project, told)
  useAsking(project, !told)
}

/** Somebody was refused: the right or the session may be gone. */
function lookAgain(queries: QueryClient, project: string): void {
  loadAccount().then(
    () => queries.invalidateQueries({ queryKey: queryKeys.project(project) }),
    () => undefined,
  )
}

/** In the place of the stream for a supplier, who is not told what others change. */
function useAsking(project: string, on: boolean): void {
  const queries = useQueryClient()
  useEffect(() => {
    if (!on) return
    const ask = () => {
      if (document.visibilityState !== 'visible') return
      call(() => api.GET('/api/v1/projects/{project}', { params: { path: { project } } })).then(
        ({ head }) => {
          moveHead(project, head.commit, head.date)
          connection.set('live')
          reachable.set(true)
          outbox.kick()
        },
        (error: unknown) => (asProblem(error).passing ? connection.set('lost') : lookAgain(queries, project)),
      )
    }
    ask()
    const timer = setInterval(ask, askHead)
    document.addEventListener('visibilitychange', ask)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', ask)
    }
  }, [project, on, queries])
}

function useStream(project: string, on: boolean): void {
  const queries = useQueryClient()
  useEffect(() => {
    if (!on) return
    const stream = new LiveStream(project, {
      onHead: (head) => moveHead(project, head.commit, head.date),
      onCommit: (change) => moveHead(project, change.commit),
      onPresence: (people) => present.set(people),
      onComments: () => void commentsChanged(queries, project),
      onConnection: (state) => {
        connection.set(state)
        if (state !== 'live') return
        reachable.set(true)
        outbox.kick()
      },
      onRefused: () => lookAgain(queries, project),
    })
    let timer: ReturnType<typeof setTimeout> | undefined
    const seen = () => {
      clearTimeout(timer)
      if (document.visibilityState === 'visible') stream.start()
      else timer = setTimeout(() => stream.rest(), restAfter)
    }
    stream.start()
    // Nobody tells of those who just went silent; they are gone from the server's list.
    const again = setInterval(() => {
      if (document.visibilityState !== 'visible' || present.get().length < 2) return
      call(() => api.GET('/api/v1/projects/{project}/presence', { params: { path: { project } } })).then(
        (there) => present.set(there.people),
        () => undefined,
      )
    }, askAgain)
    document.addEventListener('visibilitychange', seen)
    return () => {
      clearInterval(again)
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', seen)
      stream.stop()
      present.set([])
    }
  }, [project, on, queries])
}

const sayEvery = 20_000

/** Tells the others what the user looks at. */
export function useSayPresence(project: string, where: string, on: boolean): void {
  useEffect(() => {
    if (!on) return
    const say = () => {
      if (document.visibilityState !== 'visible') return
      // Presence is a courtesy: when it fails nobody needs to know.
      call(() => api.PUT('/api/v1/projects/{project}/presence', { params: { path: { project } }, body: { where } })).catch(
        () => undefined,
      )
    }
    say()
    const timer = setInterval(say, sayEvery)
    return () => clearInterval(timer)
  }, [project, where, on])
  useEffect(() => {
    if (!on) return
    // A page that goes can wait for no answer.
    const leave = () =>
      void fetch(`/api/v1/projects/${encodeURIComponent(project)}/presence`, { method: 'DELETE', keepalive: true }).catch(
        () => undefined,
      )
    window.addEventListener('pagehide', leave)
    return () => {
      window.removeEventListener('pagehide', leave)
      leave()
    }
  }, [project, on])
}
