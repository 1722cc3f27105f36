import { describe, expect, it } from 'vitest'
import { lacksOf, noApproval, type Measure, type Target } from '../../domain/compensation'
import {
  approvalOfDraft,
  blankDraft,
  chosen,
  compensatingOf,
  draftOf,
  effectOf,
  shapeOf,
  standingOf,
  toConfirm,
  type Draft,
} from './draft'

const target: Target = {
  allocation: 'ALL-9',
  retired: false,
  place: 'ZON-1',
  placeTitle: 'Pump hall',
  row: 'SR 6.1',
  title: 'Audit log',
  reference: '62443-3-3:2013 SR 6.1',
}
const marked: Measure = {
  key: 'CMS-1',
  title: 'Fence',
  planned: false,
  compensating: true,
  deployedAt: ['ZON-1'],
  satisfies: [],
  compensates: [],
}
const plain: Measure = { ...marked, compensating: false }
const proof = { failed: false, pieces: 1, valid: 1, sound: 1, links: [{ from: 'EVD-1', to: 'CMS-1' }] }
const full: Draft = { ...blankDraft, measure: 'CMS-1', justification: 'As good.', approvedBy: 'Anna', until: '2027-01-01' }
const day = '2026-11-23'
const approval = approvalOfDraft(full, null, day)
const lacks = (draft: Draft, m: Measure | null, p: typeof proof | null = proof, files = 0) =>
  lacksOf(standingOf(draft, m, p, files, [target], approvalOfDraft(draft, null, day)), day)

describe('a draft', () => {
  it('survives what was kept of it, and nothing else', () => {
    expect(draftOf(JSON.stringify(full))).toEqual(full)
    expect(draftOf('{"measure":3,"until":"2027-01-01"}')).toEqual({ ...blankDraft, until: '2027-01-01' })
    expect(draftOf('nonsense')).toEqual(blankDraft)
  })

  it('proposes to mark a countermeasure only where nothing is lost by it', () => {
    expect(chosen(blankDraft, plain, [target]).mark).toBe(true)
    expect(chosen(blankDraft, { ...plain, satisfies: ['ALL-1'] }, [target]).mark).toBe(false)
  })

  it('takes over what is recorded for the one row, and keeps what was typed', () => {
    const had = {
      ...marked,
      compensates: [{ ...noApproval, justification: 'Old.', until: '2026-12-01', to: 'ALL-9', suspect: false }],
    }
    expect(chosen(blankDraft, had, [target])).toMatchObject({ justification: 'Old.', until: '2026-12-01', approvedBy: '' })
    expect(chosen({ ...blankDraft, justification: 'New.' }, had, [target]).justification).toBe('New.')
    expect(chosen(blankDraft, had, [target, { ...target, allocation: 'ALL-10' }]).justification).toBe('')
  })

  it('dates an approval today unless nothing of it changed', () => {
    const before = { justification: 'As good.', approvedBy: 'Anna', until: '2027-01-01', approvedOn: '2026-02-20' }
    expect(approvalOfDraft(full, before, day).approvedOn).toBe('2026-02-20')
    expect(approvalOfDraft({ ...full, until: '2028-01-01' }, before, day).approvedOn).toBe(day)
  })
})

describe('what it will lack', () => {
  it('is nothing for a marked countermeasure with evidence', () => {
    expect(lacks(full, marked)).toEqual([])
  })

  it('is evidence for a new one, until a file is there', () => {
    const made = { ...full, measure: 'new', title: 'Fence' }
    expect(lacks(made, null)).toEqual(['no evidence'])
    expect(lacks(made, null, null, 1)).toEqual([])
    expect(lacks({ ...made, planned: true }, null, null, 1)).toEqual(['countermeasure planned'])
  })

  it('is a look at the evidence where the countermeasure is changed', () => {
    expect(lacks(full, plain)).toEqual(['countermeasure not marked compensating'])
    expect(lacks({ ...full, mark: true }, plain)).toEqual(['suspect'])
    expect(lacks({ ...full, mark: true, still: true }, plain)).toEqual([])
    // New evidence stands on what the countermeasure is now.
    expect(lacks({ ...full, mark: true }, plain, proof, 1)).toEqual([])
  })

  it('is nothing about proof while that is not known', () => {
    expect(lacks(full, marked, null)).toEqual([])
  })
})

it('confirms what is suspect or becomes so, and only where somebody says it still holds', () => {
  const had = { ...plain, compensates: [{ ...noApproval, to: 'ALL-9', suspect: false }] }
  const marking = { ...full, mark: true }
  expect(toConfirm(full, had, proof, [target])).toEqual([])
  expect(toConfirm(marking, had, proof, [target])).toEqual([
    { from: 'CMS-1', verb: 'compensates', to: 'ALL-9' },
    { from: 'EVD-1', verb: 'evidences', to: 'CMS-1' },
  ])
  const who = { by: 'Anna', at: '2026-11-23T10:00:00Z' }
  expect(compensatingOf(marking, had, proof, [], [target], approval, who)?.confirm).toEqual([])
  expect(compensatingOf({ ...marking, still: true }, had, proof, [], [target], approval, who)?.confirm).toHaveLength(2)
})

it('is nothing to record without a countermeasure or a title', () => {
  const who = { by: '', at: '' }
  expect(compensatingOf(blankDraft, null, null, [], [target], approval, who)).toBeNull()
  expect(compensatingOf({ ...full, measure: 'new' }, null, null, [], [target], approval, who)).toBeNull()
  expect(compensatingOf({ ...full, measure: 'new', title: 'Fence' }, null, null, [], [target], approval, who)).not.toBeNull()
})

it('asks the same of the server whatever the texts are', () => {
  const who = { by: '', at: '2026-11-23T10:00:00Z' }
  const shape = (draft: Draft) => {
    const c = compensatingOf(draft, marked, proof, [], [target], approvalOfDraft(draft, null, day), who)
    return c && shapeOf(c)
  }
  expect(shape({ ...full, justification: 'A' })).toEqual(shape({ ...full, justification: 'Another one' }))
  expect(shape({ ...full, justification: '' })).not.toEqual(shape(full))
})

it('says what a change moves and which of the rows begin to count', () => {
  const levels = (tre: number) => ({ achieved: [1, 1, 1, 1, 1, tre, 1] })
  const effect = {
    places: [
      {
        key: 'ZON-1',
        before: levels(0),
        after: levels(1),
        rows: [
          { row: 'SR 6.1', counts: 'gained' },
          { row: 'SR 6.2', counts: 'gained' },
        ],
      },
      { key: 'ZON-2', before: levels(1), after: levels(1), rows: [{ row: 'SR 6.1', counts: 'lost' }] },
    ],
  }
  expect(effectOf(effect, [target])).toEqual({
    moved: [{ place: 'ZON-1', fr: 'TRE', before: 0, after: 1 }],
    gained: 1,
    lost: 1,
  })
})
