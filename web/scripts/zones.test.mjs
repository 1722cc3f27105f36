import { expect, test } from 'vitest'
import { refusal } from './zones.mjs'

test('imports point downwards only', () => {
  const cases = [
    ['/w/src/lib/a.ts', '../domain/sl', true],
    ['/w/src/domain/a.ts', '../lib/b', false],
    ['/w/src/domain/a.ts', 'react', true],
    ['/w/src/domain/a.ts', '../api/client', true],
    ['/w/src/ui/A.tsx', '../api/client', true],
    ['/w/src/ui/A.tsx', '@mantine/core', false],
    ['/w/src/features/zone/A.tsx', '@mantine/core', true],
    ['/w/src/features/zone/A.tsx', '../gap/B', true],
    ['/w/src/features/zone/A.tsx', './B', false],
    ['/w/src/features/zone/A.tsx', '../../api/queries', false],
    ['/w/src/features/zone/A.tsx', '../../app/router', true],
    ['/w/src/app/A.tsx', '../features/zone/B', false],
  ]
  for (const [file, source, refused] of cases) {
    expect(Boolean(refusal(file, source)), `${file} imports ${source}`).toBe(refused)
  }
})
