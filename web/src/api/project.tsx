/**
 * The project that is looked at, in which state, and what the user may do. All
 * screens of a project stand below ProjectProvider.
 */
import { createContext, useContext, type ReactNode } from 'react'
import { allows, confirms, writesAll, writesOf, type Action, type Writes } from '../domain/permission'
import { formatStateRef, isNow, stateKey, type StateRef } from '../domain/state-ref'
import type { Head, ProjectDetail } from './documents'

/** A state of a project, as queries take it. */
export interface View {
  project: string
  at: StateRef
  /** What answers are cached under. */
  key: string
  /** The value of the parameter at; missing for the head. */
  query: { at?: string }
}

export interface ProjectScope {
  project: ProjectDetail
  head: Head
  view: View
  /** Whether the user may do something here, in the state that is looked at: "write model" is everything in it, "confirm" that links and targets still hold. */
  can: (action: Action | 'confirm') => boolean
  /** How much of items of a kind the user may write, in the state that is looked at. */
  writes: (kind: string) => Writes
}

const writing: readonly Action[] = ['write evidence', 'import']

/** The view of a state of a project whose head is known. */
export function viewOf(project: string, at: StateRef, head: Head): View {
  const text = formatStateRef(at)
  return { project, at, key: stateKey(at, head), query: text === '' ? {} : { at: text } }
}

/** What a project's document and the state say together: the past and a retired project cannot be written. */
export function scopeOf(project: ProjectDetail, at: StateRef, head: Head): ProjectScope {
  const open = isNow(at) && !project.retired
  const some = open && allows(project.actions, 'write model')
  const can = (action: Action | 'confirm') => {
    if (action === 'confirm') return some && confirms(project.role)
    if (action === 'write model') return some && writesAll(project.role)
    return allows(project.actions, action) && (open || !writing.includes(action))
  }
  return {
    project,
    head,
    view: viewOf(project.key, at, head),
    can,
    writes: (kind) => (some ? writesOf(project.role, kind) : 'none'),
  }
}

const Scope = createContext<ProjectScope | null>(null)

export function ProjectProvider({ scope, children }: { scope: ProjectScope; children: ReactNode }) {
  return <Scope.Provider value={scope}>{children}</Scope.Provider>
}

/** The project around a screen. */
export function useProject(): ProjectScope {
  const scope = useContext(Scope)
  if (!scope) throw new Error('a screen of a project stands outside ProjectProvider')
  return scope
}

/** The same, null outside a project. */
export const useMaybeProject = (): ProjectScope | null => useContext(Scope)
