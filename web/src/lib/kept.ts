/**
 * JSON values that outlive the page. Storage may be full, switched off or hold
 * what another version wrote, so reading never throws and writing says whether
 * it worked.
 */
export interface Shelf {
  read: (name: string) => unknown
  write: (name: string, value: unknown) => boolean
  remove: (name: string) => void
  names: (prefix: string) => string[]
}

/** The part of Web Storage that a shelf needs. */
export type Backing = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

/** Makes a shelf on Web Storage; without one it forgets with the page. */
export function shelfOn(backing: Backing | null, prefix = 'cordon.'): Shelf {
  const memory = new Map<string, string>()
  return {
    read(name) {
      try {
        const text = backing ? backing.getItem(prefix + name) : (memory.get(name) ?? null)
        return text === null ? undefined : (JSON.parse(text) as unknown)
      } catch {
        return undefined
      }
    },
    write(name, value) {
      const text = JSON.stringify(value)
      try {
        if (backing) backing.setItem(prefix + name, text)
        else memory.set(name, text)
        return backing !== null
      } catch {
        return false
      }
    },
    remove(name) {
      try {
        backing?.removeItem(prefix + name)
      } catch {
        // What cannot be removed is read again and judged by who reads it.
      }
      memory.delete(name)
    },
    names(start) {
      const found: string[] = []
      if (backing) {
        for (let i = 0; i < backing.length; i++) {
          const key = backing.key(i)
          if (key?.startsWith(prefix + start)) found.push(key.slice(prefix.length))
        }
      } else {
        for (const key of memory.keys()) if (key.startsWith(start)) found.push(key)
      }
      return found.sort()
    },
  }
}

function storage(kind: 'localStorage' | 'sessionStorage'): Backing | null {
  try {
    return globalThis[kind] ?? null
  } catch {
    return null // switched off by the user's settings
  }
}

/** Outlives the browser. */
export const shelf = shelfOn(storage('localStorage'))

/** Outlives a reload of this tab. */
export const tabShelf = shelfOn(storage('sessionStorage'))
