/// <reference lib="webworker" />
/** Reads large JSON aside and hands its list over in parts, so that the page never stops for it. */
interface Question {
  id: number
  bytes: ArrayBuffer
  /** The member that holds the list. */
  list: string
}

const part = 500

self.onmessage = (event: MessageEvent<Question>) => {
  const { id, bytes, list } = event.data
  try {
    const all = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>
    const entries = Array.isArray(all[list]) ? (all[list] as unknown[]) : []
    for (let i = 0; i < entries.length; i += part) self.postMessage({ id, entries: entries.slice(i, i + part) })
    self.postMessage({ id, rest: { ...all, [list]: [] } })
  } catch (error) {
    self.postMessage({ id, error: error instanceof Error ? error.message : String(error) })
  }
}
