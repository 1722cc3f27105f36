import { useEffect, useState, type ReactNode } from 'react'

/** Shows what it holds only after a while, so that short waits show nothing. */
export function Later({ after = 300, children }: { after?: number; children: ReactNode }) {
  const [due, setDue] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setDue(true), after)
    return () => clearTimeout(timer)
  }, [after])
  return due ? children : null
}
