import type { Message } from '../lib/text'
import type { en } from './en/all'

/** The names of all texts. English is the reference; a language that lacks one does not compile. */
export type MessageKey = keyof typeof en

export type Messages = Record<MessageKey, Message>
