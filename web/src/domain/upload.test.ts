import { expect, test } from 'vitest'
import { sendInPieces, type Reached, type UploadCalls, type UploadOptions } from './upload'

const content = 'the quick brown fox jumps over the lazy dog'
const file = { size: content.length, slice: (from: number, to: number) => content.slice(from, to) }

class Lost extends Error {}

/** A server that keeps what arrives, with a list of what goes wrong: one entry for each piece. */
function server(plan: ('ok' | 'lost' | 'half' | 'forget' | 'refuse' | 'answer lost')[] = []) {
  const uploads = new Map<string, string>()
  const log: string[] = []
  let waits = 0
  const reached = (id: string): Reached | null => {
    const got = uploads.get(id)
    return got === undefined ? null : { id, offset: got.length, stored: null }
  }
  const calls: UploadCalls<string> = {
    begin: () => {
      const id = `u${uploads.size + 1}`
      uploads.set(id, '')
      log.push(`begin ${id}`)
      return Promise.resolve({ id, offset: 0, stored: null })
    },
    reached: (id) => Promise.resolve(reached(id)),
    piece: (id, offset, bytes) => {
      log.push(`${id}@${offset}`)
      const fate = plan.shift() ?? 'ok'
      const got = uploads.get(id)
      if (fate === 'lost') return Promise.reject(new Lost())
      if (fate === 'refuse') return Promise.reject(new Error('the disk is full'))
      if (fate === 'forget') {
        uploads.clear()
        return Promise.resolve('elsewhere')
      }
      if (got === undefined || got.length !== offset) return Promise.resolve('elsewhere')
      uploads.set(id, got + (fate === 'half' ? bytes.slice(0, bytes.length / 2) : bytes))
      return fate === 'ok' ? Promise.resolve('taken') : Promise.reject(new Lost())
    },
    finish: (id) => Promise.resolve(`digest of ${uploads.get(id)}`),
    passing: (error) => error instanceof Lost,
    wait: () => {
      waits++
      return Promise.resolve()
    },
  }
  return { calls, uploads, log, waits: () => waits }
}

const options = (more: Partial<UploadOptions> = {}): UploadOptions => ({ piece: 10, patience: 3, known: null, ...more })

test('sends all pieces in order and tells how far it is', async () => {
  const s = server()
  const sent: number[] = []
  expect(await sendInPieces(file, s.calls, options({ onProgress: (n) => sent.push(n) }))).toBe(`digest of ${content}`)
  expect(s.log).toEqual(['begin u1', 'u1@0', 'u1@10', 'u1@20', 'u1@30', 'u1@40'])
  expect(sent).toEqual([0, 10, 20, 30, 40, 43])
})

test('goes on where the server is after a broken line', async () => {
  const s = server(['ok', 'half', 'answer lost', 'ok'])
  expect(await sendInPieces(file, s.calls, options())).toBe(`digest of ${content}`)
  expect(s.log).toEqual(['begin u1', 'u1@0', 'u1@10', 'u1@15', 'u1@25', 'u1@35'])
  expect(s.waits()).toBe(2)
})

test('goes on with the upload of an earlier page, and begins anew if the server dropped it', async () => {
  const s = server()
  s.uploads.set('old', content.slice(0, 25))
  expect(await sendInPieces(file, s.calls, options({ known: 'old' }))).toBe(`digest of ${content}`)
  expect(s.log).toEqual(['old@25', 'old@35'])
  const begun: string[] = []
  const other = server()
  await sendInPieces(file, other.calls, options({ known: 'dropped', onBegun: (id) => begun.push(id) }))
  expect(begun).toEqual(['u1'])
})

test('gives up when nothing arrives any more, and at once on what does not pass', async () => {
  const s = server(['ok', 'lost', 'lost', 'ok', 'lost', 'lost', 'lost'])
  await expect(sendInPieces(file, s.calls, options())).rejects.toBeInstanceOf(Lost)
  expect(s.uploads.get('u1')).toBe(content.slice(0, 20))
  await expect(sendInPieces(file, server(['refuse']).calls, options())).rejects.toThrow('the disk is full')
})

test('does not send the same piece for ever to a server that takes none', async () => {
  const s = server()
  const calls = { ...s.calls, piece: () => Promise.resolve('elsewhere' as const) }
  await expect(sendInPieces(file, calls, options())).rejects.toThrow('takes no piece')
})

test('does not begin again and again with a server that forgets', async () => {
  const s = server(['forget', 'forget', 'forget', 'forget'])
  await expect(sendInPieces(file, s.calls, options())).rejects.toThrow('forgetting')
  expect(s.log.filter((l) => l.startsWith('begin'))).toHaveLength(2)
})

test('a file that is stored already is not sent again', async () => {
  const s = server()
  const calls = { ...s.calls, reached: (id: string) => Promise.resolve({ id, offset: 43, stored: 'sha256:x' }) }
  expect(await sendInPieces(file, calls, options({ known: 'u9' }))).toBe('sha256:x')
  expect(s.log).toEqual([])
})
