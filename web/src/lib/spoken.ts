import { createStore } from './store'

/** The language of the page, as the server is told it: en, de. */
export const spokenNow = createStore('en')
