import { createStore } from '../lib/store'

/** Whether the last call or stream reached the server. */
export const reachable = createStore(true)
